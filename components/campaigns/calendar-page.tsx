import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { Instant } from "@/components/ui/instant";
import {
  type CalendarBar,
  type CalendarWeek,
  type Campaign,
  type CampaignStatus,
  layOutMonth,
  monthBeside,
  toCalendarUrl,
} from "@/lib/campaigns";
import { StatusPill, statusWords } from "./status-pill";

type Props = {
  campaigns: Campaign[];
  /** Whether there are more than can be shown. */
  isCut: boolean;
  month: string;
  zone: string;
  /** The day it is on the wall of `zone`. */
  today: string;
  thisYear: number;
};

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const looks: Record<CampaignStatus, string> = {
  draft: "bg-sunken text-ink-2",
  scheduled: "border border-dashed border-accent bg-surface text-accent",
  active: "bg-accent-soft text-accent",
  paused: "bg-amber-soft text-amber",
  ended: "bg-sunken text-ink-2",
  archived: "bg-sunken text-ink-3",
};

export function monthWords(month: string): string {
  const format = new Intl.DateTimeFormat("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
  return format.format(new Date(`${month}-15T00:00:00Z`));
}

function Bar({ bar }: { bar: CalendarBar<Campaign> }) {
  const { campaign, from, to, begins, ends, lane } = bar;
  return (
    <Link
      href={`/campaigns/${campaign.key}`}
      title={`${campaign.name}, ${statusWords(campaign.status).toLowerCase()}`}
      style={{ gridColumn: `${from + 1} / ${to + 2}`, gridRow: lane + 2 }}
      className={cn(
        "mx-0.5 block h-6 truncate px-2 text-meta leading-6 font-medium hover:underline",
        looks[campaign.status],
        begins && "rounded-l-control",
        ends && "rounded-r-control",
      )}
    >
      {!begins && <span aria-hidden>… </span>}
      {campaign.name}
      <span className="sr-only">, {statusWords(campaign.status).toLowerCase()}</span>
    </Link>
  );
}

function Week({ week, month, today }: { week: CalendarWeek<Campaign> } & Pick<Props, "month" | "today">) {
  const [first = ""] = week.days;
  return (
    <li
      aria-label={`Week of ${first}`}
      className="grid min-h-20 grid-cols-7 content-start gap-y-1 border-t border-line pb-2"
      style={{ gridTemplateRows: `auto repeat(${week.lanes}, 1.5rem)` }}
    >
      {week.days.map((day) => (
        <span
          key={day}
          className={cn(
            "px-2 pt-1 text-meta tabular-nums",
            day.startsWith(month) ? "text-ink-2" : "text-ink-3",
            day === today && "font-semibold text-accent",
          )}
        >
          {Number(day.slice(8))}
          {day === today && <span className="sr-only">, today</span>}
        </span>
      ))}
      {week.bars.map((bar) => (
        <Bar key={bar.campaign.key} bar={bar} />
      ))}
    </li>
  );
}

/** The same on a phone: a line each, in the order in which they begin. */
function Agenda({ campaigns, zone, thisYear }: Pick<Props, "campaigns" | "zone" | "thisYear">) {
  const begun = ({ launchedAt, startsAt }: Campaign) => launchedAt ?? startsAt ?? "";
  const over = ({ endedAt, endsAt }: Campaign) => endedAt ?? endsAt;
  return (
    <ol className="grid sm:hidden">
      {campaigns
        .toSorted((a, b) => begun(a).localeCompare(begun(b)))
        .map((campaign) => {
          const end = over(campaign);
          return (
            <li key={campaign.key} className="grid gap-0.5 border-t border-line px-4 py-2">
              <span className="flex items-center gap-2">
                <Link
                  href={`/campaigns/${campaign.key}`}
                  className="min-w-0 truncate font-medium hover:underline"
                >
                  {campaign.name}
                </Link>
                <StatusPill status={campaign.status} exhaustedBy={campaign.exhaustedBy} />
              </span>
              <span className="text-meta text-ink-2">
                <Instant at={begun(campaign)} zone={zone} thisYear={thisYear} /> to{" "}
                {end ? <Instant at={end} zone={zone} thisYear={thisYear} /> : "no end set"}
              </span>
            </li>
          );
        })}
    </ol>
  );
}

/** Campaigns in the month in which they run; a bar goes from its first day to its last. */
export function CalendarPage({ campaigns, isCut, month, zone, today, thisYear }: Props) {
  const step = (by: 1 | -1, words: string) => (
    <Button size="small" asChild>
      <Link href={toCalendarUrl(monthBeside(month, by))}>{words}</Link>
    </Button>
  );
  return (
    <Card>
      <CardHead title={monthWords(month)} hint={zone}>
        {step(-1, "Month before")}
        <Button size="small" asChild>
          <Link href="/campaigns?view=calendar">Today</Link>
        </Button>
        {step(1, "Month after")}
      </CardHead>
      {campaigns.length === 0 && (
        <EmptyState title={`No campaign runs in ${monthWords(month)}`}>
          <p>A campaign stands here from its start or launch to its end.</p>
        </EmptyState>
      )}
      {campaigns.length > 0 && (
        <>
          <div className="hidden sm:block">
            <div aria-hidden className="grid grid-cols-7 pb-1 text-meta font-medium text-ink-3">
              {weekdays.map((day) => (
                <span key={day} className="px-2">
                  {day}
                </span>
              ))}
            </div>
            <ol aria-label={`Weeks of ${monthWords(month)}`}>
              {layOutMonth(campaigns, month, zone).map((week) => (
                <Week key={week.days[0]} week={week} month={month} today={today} />
              ))}
            </ol>
          </div>
          <Agenda campaigns={campaigns} zone={zone} thisYear={thisYear} />
        </>
      )}
      {isCut && (
        <p className="border-t border-line px-4 py-2 text-meta text-ink-3">
          The hundred campaigns made last; more run in this month. The list has them all.
        </p>
      )}
    </Card>
  );
}
