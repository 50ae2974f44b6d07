"use client";

import { Download } from "lucide-react";
import { fileName, saveFile } from "@/components/charts/download";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import {
  type CampaignEconomicsRow,
  FIRST_DAYS,
  formatCell,
  formatDay,
  formatUnitAmount,
  paybackWords,
} from "@/lib/costs";
import { toCsv } from "@/lib/kernel/csv";
import { plainMicros } from "@/lib/kernel/money";

const TITLE = "Users of each campaign";
const number = new Intl.NumberFormat("en");
const unit = (micros: string | null | undefined) => (micros == null ? "–" : formatUnitAmount(micros));
const plain = (micros: string | null | undefined) => (micros == null ? null : plainMicros(micros));

function firstEach({ firstOver }: CampaignEconomicsRow): string | null {
  const by = BigInt(firstOver.users);
  return by === 0n ? null : String((2n * BigInt(firstOver.micros) + by) / (2n * by));
}

/** "weeks: day 19–31, 4 of 5" */
function weeksWords({ weeks }: CampaignEconomicsRow): string | null {
  if (weeks.length < 2) return null;
  const ages = weeks.flatMap(({ payback }) => (payback?.kind === "day" ? [payback.age] : []));
  if (ages.length === 0) return `0 of ${weeks.length} weekly cohorts so far`;
  const [low, high] = [Math.min(...ages), Math.max(...ages)];
  return `weekly cohorts: day ${low === high ? low : `${low}–${high}`}, ${ages.length} of ${weeks.length} so far`;
}

function save(rows: CampaignEconomicsRow[], currency: string) {
  const text = toCsv(
    [
      "campaign",
      "users",
      "redeemed",
      "new_users",
      "acquire",
      "serve",
      `serve_first_${FIRST_DAYS}_days`,
      `users_${FIRST_DAYS}_days_over`,
      `their_serve_first_${FIRST_DAYS}_days`,
      "cost_per_user",
      "cost_per_new_user",
      "payback",
      "currency",
    ],
    rows.map((row) => [
      row.campaign,
      row.users,
      row.redeemed,
      row.newUsers,
      plain(row.acquireMicros),
      plain(row.serveMicros),
      plain(row.serveFirstMicros),
      row.firstOver.users,
      plain(row.firstOver.micros),
      plain(row.each?.totalMicros),
      plain(row.perNewUserMicros),
      paybackWords(row.payback),
      currency,
    ]),
  );
  saveFile(`${fileName(TITLE)}.csv`, new Blob([text], { type: "text/csv;charset=utf-8" }));
}

function Two({ above, below, strong }: { above: string; below: string; strong?: boolean }) {
  return (
    <Td numeric>
      <span className={strong ? "font-medium" : undefined}>{above}</span>
      <span className="block text-meta text-ink-3">{below}</span>
    </Td>
  );
}

function Row({ row, shown, show }: { row: CampaignEconomicsRow; shown: boolean; show: () => void }) {
  const weeks = weeksWords(row);
  return (
    <Tr id={`campaign-${row.campaign}`} className={shown ? "bg-sunken" : undefined}>
      <th scope="row" className="min-w-40 py-1.5 pr-3 text-left font-normal">
        <TextLink href={`/campaigns/${row.campaign}`} prefetch={false}>
          {row.name}
        </TextLink>
        {row.startedBefore && (
          <span className="block text-meta text-ink-3">began before; only who came since</span>
        )}
      </th>
      <Two above={number.format(row.users)} below={`${number.format(row.redeemed)} redeemed`} />
      <Two
        above={number.format(row.newUsers)}
        below={row.perNewUserMicros === null ? "" : `${unit(row.perNewUserMicros)} each`}
      />
      <Two above={formatCell(row.acquireMicros)} below={`${unit(row.each?.acquireMicros)} a user`} />
      <Two above={formatCell(row.serveMicros)} below={`${unit(row.each?.serveMicros)} a user`} />
      <Two
        above={formatCell(row.serveFirstMicros)}
        below={
          row.firstOver.users === 0
            ? "over for nobody yet"
            : `${unit(firstEach(row))} a user, ${number.format(row.firstOver.users)} over`
        }
      />
      <Two
        strong
        above={unit(row.each?.totalMicros)}
        below={formatCell(String(BigInt(row.acquireMicros) + BigInt(row.serveMicros)))}
      />
      <Td className="min-w-44">
        <span className="font-medium">{paybackWords(row.payback)}</span>
        <span className="block text-meta text-pretty text-ink-3">
          {row.payback === null ? (
            <TextLink href="#revenue">Give it for all months since its first user</TextLink>
          ) : row.payback.kind === "unknown" ? (
            row.payback.detail
          ) : (
            weeks
          )}
        </span>
      </Td>
      <Td>
        <Button kind="quiet" size="small" aria-pressed={shown} onClick={show}>
          Curve<span className="sr-only"> of {row.name}</span>
        </Button>
      </Td>
    </Tr>
  );
}

type Props = {
  rows: CampaignEconomicsRow[];
  /** Full days. */
  days: { from: string; to: string };
  currency: string;
  shown: string | undefined;
  show: (campaign: string) => void;
};

/** What the users of each campaign cost to get and to serve, and when they have paid it back. */
export function CampaignEconomicsTable({ rows, days, currency, shown, show }: Props) {
  return (
    <Card>
      <CardHead
        title={TITLE}
        hint={`who came from ${formatDay(days.from)} on, to ${formatDay(days.to)} · ${currency}`}
      >
        <Button kind="quiet" size="small" onClick={() => save(rows, currency)}>
          <Download aria-hidden strokeWidth={1.5} />
          CSV
        </Button>
      </CardHead>
      <Table label={TITLE}>
        <thead>
          <tr>
            <Th>Campaign</Th>
            <Th numeric>Users</Th>
            <Th numeric>New users</Th>
            <Th numeric>To acquire</Th>
            <Th numeric>To serve so far</Th>
            <Th numeric>First {FIRST_DAYS} days</Th>
            <Th numeric>A user, in all</Th>
            <Th>Payback</Th>
            <Th>
              <span className="sr-only">Curve</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.campaign}
              row={row}
              shown={row.campaign === shown}
              show={() => show(row.campaign)}
            />
          ))}
        </tbody>
      </Table>
      <CardBody>
        <details className="text-meta text-ink-2">
          <summary className="cursor-pointer font-medium">What these figures are</summary>
          <dl className="mt-2 grid gap-1.5 text-pretty [&_dt]:font-medium [&_dt]:text-ink">
            <dt>Users</dt>
            <dd>
              Who got a coupon of the campaign (or redeemed its shared code), by the day of the first one.
              That day is age 0.
            </dd>
            <dt>New users</dt>
            <dd>
              Those of them seen on that day or later, and on no day before it, ever. Somebody may have come
              with two campaigns.
            </dd>
            <dt>To acquire</dt>
            <dd>
              Discounts of their redemptions that stand, each at the exchange rate of its day; free days and
              tokens have no amount.
            </dd>
            <dt>To serve</dt>
            <dd>
              Inference of these users from that day on, the whole day included, with whatever they use. First{" "}
              {FIRST_DAYS} days: the same of ages 0 to {FIRST_DAYS - 1}; a user: of those alone whose days are
              all over.
            </dd>
            <dt>Payback</dt>
            <dd>
              The first day of age at which a mean user's revenue so far is at least the cost to acquire and
              to serve so far. Revenue counts the days on which these users were really seen, each at the
              revenue set for its month. Each age is of those users alone who are old enough for it (Nelson's
              mean cumulative function), and ends where fewer than 100 are. Beyond that the last seven days go
              on, which flatters: fewer stay with age.
            </dd>
          </dl>
        </details>
      </CardBody>
    </Card>
  );
}
