import type { Metadata } from "next";
import { Brand } from "@/components/shell/brand";
import { NotFound } from "@/components/shell/not-found";

export const metadata: Metadata = { title: "Not found" };

export default function RootNotFound() {
  return (
    <main className="mx-auto grid w-full max-w-150 gap-4 px-4 pt-[12vh]">
      <Brand />
      <h1 className="text-title font-semibold">Not found</h1>
      <NotFound />
    </main>
  );
}
