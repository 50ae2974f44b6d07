import type { Metadata } from "next";
import { FrontPage } from "@/components/auth/front-page";
import { ResetForm } from "@/components/auth/link-forms";
import { Note } from "@/components/ui/note";
import { TextLink } from "@/components/ui/text-link";
import { getLink } from "@/lib/members/server";

export const dynamic = "force-dynamic";

/** The address is the secret: no other site is told it. Not "no-referrer": forms without JavaScript need their origin. */
export const metadata: Metadata = { title: "New password", referrer: "same-origin" };

export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const link = await getLink("reset", token);
  return (
    <FrontPage title="New password">
      {link ? (
        <>
          <p className="text-ink-2">
            It takes the place of the one you had, and ends every session of yours.
          </p>
          <ResetForm token={token} email={link.email} />
        </>
      ) : (
        <>
          <Note look="red">
            This link was used, has expired or was withdrawn. Ask an administrator for a new one.
          </Note>
          <TextLink href="/sign-in">Sign in</TextLink>
        </>
      )}
    </FrontPage>
  );
}
