import type { ReactNode } from "react";
import { Brand } from "@/components/shell/brand";
import { Card } from "@/components/ui/card";

/** The frame of the pages before a session: one card with one thing to do. */
export function FrontPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh grid-cols-[minmax(0,1fr)] content-start justify-items-center gap-6 px-4 pt-[12vh] pb-8">
      <Brand />
      <Card className="grid w-full max-w-90 gap-4 p-6">
        <h1 className="text-heading font-semibold">{title}</h1>
        {children}
      </Card>
    </main>
  );
}
