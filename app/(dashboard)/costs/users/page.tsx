import type { Metadata } from "next";
import { CostsTabs } from "@/components/costs/costs-tabs";
import { UsersPage } from "@/components/costs/users-page";
import { PageTitle } from "@/components/shell/page-title";
import { requireActor } from "@/lib/auth/next";
import { readViewUrl, toAsked, toViewParams } from "@/lib/costs";
import { getAbout, getCatalog, reportingZone } from "@/lib/costs/server";
import { firstParam } from "@/lib/kernel/trail";

export const metadata: Metadata = { title: "Unit economics" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function Page({ searchParams }: Props) {
  const actor = await requireActor();
  const catalog = await getCatalog(actor);
  if (!catalog.ok) throw new Error(catalog.error.detail);
  const zone = reportingZone();
  const now = new Date();
  const params = await searchParams;
  const { sources, models, campaigns } = catalog.value;
  const { view, notes } = readViewUrl(params, {
    now: now.getTime(),
    zone,
    path: "/costs/users",
    sources: sources.map(({ source }) => source),
  });
  const about = await getAbout(actor, toAsked(view), now);
  if (!about.ok) throw new Error(about.error.detail);
  const chosen = (field: string, names: string[]) => names.find((name) => name === firstParam(params, field));
  const model = chosen("model", models);
  const campaign = chosen("campaign", campaigns);
  return (
    <>
      <PageTitle>Unit economics</PageTitle>
      <CostsTabs current="/costs/users" query={toViewParams(view, zone, "none").toString()} />
      <UsersPage
        about={about.value}
        zone={zone}
        notes={notes}
        filter={{ ...(model && { model }), ...(campaign && { campaign }) }}
        models={models}
        campaigns={campaigns}
      />
    </>
  );
}
