import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { CodeForm } from "@/components/auth/code-form";
import { FrontPage } from "@/components/auth/front-page";
import { TextLink } from "@/components/ui/text-link";
import { toOwnPath } from "@/lib/auth";
import { getActor, readSecondStep } from "@/lib/auth/next";

export const dynamic = "force-dynamic";

export const metadata: Metadata = { title: "Your code" };

type Props = { searchParams: Promise<{ callbackUrl?: string | string[] }> };

export default async function CodePage({ searchParams }: Props) {
  const callbackUrl = toOwnPath((await searchParams).callbackUrl);
  if (await getActor()) redirect(callbackUrl);
  if (!(await readSecondStep())) redirect(`/sign-in?callbackUrl=${encodeURIComponent(callbackUrl)}`);
  return (
    <FrontPage title="Your code">
      <CodeForm callbackUrl={callbackUrl} />
      <p className="text-meta text-pretty text-ink-3">
        Without your phone and your recovery codes an administrator can take the second factor away.{" "}
        <TextLink href="/sign-in">Begin again</TextLink>
      </p>
    </FrontPage>
  );
}
