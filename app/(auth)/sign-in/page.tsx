import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { FrontPage } from "@/components/auth/front-page";
import { SignInForm } from "@/components/auth/sign-in-form";
import { Button } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { toOwnPath } from "@/lib/auth";
import { getActor, hasSingleSignOn } from "@/lib/auth/next";
import { isDemo } from "@/lib/platform/env";

/** Every page is for whoever asks: nothing is rendered at build time. */
export const dynamic = "force-dynamic";

export const metadata: Metadata = { title: "Sign in" };

type Param = string | string[];
type Props = { searchParams: Promise<{ callbackUrl?: Param; refused?: Param; error?: Param; done?: Param }> };

/** Why the company's single sign-on did not lead in. */
const refusals: Record<string, string> = {
  no_role:
    "Your company signed you in, but gives you no role in Sluice. Ask whoever runs single sign-on for the role growth, finance, executive or admin.",
  no_email: "Your company signed you in, but told no email address. Ask whoever runs single sign-on.",
  email_not_verified:
    "Your company signed you in, but has not verified your email address. Ask whoever runs single sign-on.",
  disabled: "You may not sign in any more. Ask an administrator of Sluice.",
};

export default async function SignInPage({ searchParams }: Props) {
  const { callbackUrl: given, refused, error, done } = await searchParams;
  const callbackUrl = toOwnPath(given);
  if (await getActor()) redirect(callbackUrl);
  const refusal =
    typeof refused === "string" && Object.hasOwn(refusals, refused)
      ? refusals[refused]
      : error
        ? "Single sign-on did not work. Try again; if it stays so, tell whoever runs it."
        : null;
  return (
    <FrontPage title="Sign in">
      {refusal && (
        <Note look="red" alert>
          {refusal}
        </Note>
      )}
      {done === "password" && (
        <div role="status">
          <Note>Your new password is set. Sign in with it.</Note>
        </div>
      )}
      <SignInForm callbackUrl={callbackUrl} />
      {hasSingleSignOn() && (
        <Button size="tall" asChild>
          {/* not a <Link>: it leads to another site, and must not be fetched before it is wanted */}
          <a href={`/sign-in/sso?callbackUrl=${encodeURIComponent(callbackUrl)}`}>
            Continue with single sign-on
          </a>
        </Button>
      )}
      {isDemo() && (
        <p className="text-meta text-pretty text-ink-3">
          This is the demo. Sign in as growth, finance, executive or admin, each @sluice.test, with the word
          that <span className="font-mono">npm run up</span> has printed.
        </p>
      )}
    </FrontPage>
  );
}
