import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PersonPage } from "@/components/settings/person-page";
import { NotAllowed } from "@/components/shell/not-allowed";
import { PageTitle } from "@/components/shell/page-title";
import { authorize } from "@/lib/auth";
import { requireActor } from "@/lib/auth/next";
import { getPerson, listSessions } from "@/lib/members/server";
import { readEnv } from "@/lib/platform/env";

export const metadata: Metadata = { title: "Person" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireActor();
  const { id } = await params;
  const may = authorize(actor, "manage_members");
  if (!may.ok) {
    return (
      <>
        <PageTitle above={{ href: "/settings", name: "Settings" }}>Person</PageTitle>
        <NotAllowed detail={may.error.detail} back={{ href: "/settings/account", name: "Your account" }} />
      </>
    );
  }
  const [person, sessions] = await Promise.all([getPerson(actor, id), listSessions(actor, id)]);
  if (!person.ok || !sessions.ok) notFound();
  return (
    <PersonPage
      person={person.value}
      sessions={sessions.value}
      isSelf={actor.id === id}
      zone={readEnv("REPORTING_TIME_ZONE").REPORTING_TIME_ZONE}
      thisYear={new Date().getFullYear()}
    />
  );
}
