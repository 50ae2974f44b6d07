import type { Metadata } from "next";
import { FrontPage } from "@/components/auth/front-page";
import { JoinForm } from "@/components/auth/link-forms";
import { Note } from "@/components/ui/note";
import { TextLink } from "@/components/ui/text-link";
import { roleNames } from "@/lib/auth";
import { getLink } from "@/lib/members/server";

export const dynamic = "force-dynamic";

/** The address is the secret: no other site is told it. Not "no-referrer": forms without JavaScript need their origin. */
export const metadata: Metadata = { title: "Join Sluice", referrer: "same-origin" };

export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const link = await getLink("invite", token);
  return (
    <FrontPage title="Join Sluice">
      {link?.role ? (
        <>
          <p className="text-ink-2">
            You are invited as <b className="font-semibold">{roleNames[link.role]}</b>. Give your name and
            choose a password.
          </p>
          <JoinForm token={token} email={link.email} />
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
