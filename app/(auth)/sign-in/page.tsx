import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { SignInForm } from "@/components/auth/sign-in-form";
import { Brand } from "@/components/shell/brand";
import { Card } from "@/components/ui/card";
import { toOwnPath } from "@/lib/auth";
import { getActor } from "@/lib/auth/next";
import { isDemo } from "@/lib/platform/env";

/** Every page is for whoever asks: nothing is rendered at build time. */
export const dynamic = "force-dynamic";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<{ callbackUrl?: string | string[] }> };

export default async function SignInPage({ searchParams }: Props) {
  const callbackUrl = toOwnPath((await searchParams).callbackUrl);
  if (await getActor()) redirect(callbackUrl);
  return (
    <main className="grid min-h-dvh content-start justify-items-center gap-6 px-4 pt-[12vh] pb-8">
      <Brand />
      <Card className="grid w-full max-w-90 gap-4 p-6">
        <h1 className="text-heading font-semibold">Sign in</h1>
        <SignInForm callbackUrl={callbackUrl} />
        {isDemo() && (
          <p className="text-meta text-pretty text-ink-3">
            This is the demo. Sign in as growth, finance, executive or admin, each @sluice.test, with the word
            that <span className="font-mono">npm run up</span> has printed.
          </p>
        )}
      </Card>
    </main>
  );
}
