"use client";

import type { ReactNode } from "react";
import { formatMicros, microsToUnits, plainMicros } from "@/lib/kernel/money";
import type { GrowthBucket, GrowthOverSpend } from "./growth-over-spend";
import { Panel } from "./panel";
import { ReadingLine } from "./reading-line";
import { type SpendSeries, toSpendSeries } from "./spend-series";
import type { PanelRow, PanelSeries } from "./stacked-panel";
import { type FigureTable, TimeFigure } from "./time-figure";

type Props = GrowthOverSpend & {
  title?: string;
  hint?: ReactNode;
  /** What one bucket is called where churned has to wait for its end: "day". */
  bucketName?: string;
  noteHref?: string;
};

const USERS_HEIGHT = 200;
const SPEND_HEIGHT = 148;
const number = new Intl.NumberFormat("en");

const userSeries: PanelSeries[] = [
  { key: "retained", colour: "var(--g-retained)" },
  { key: "returned", colour: "var(--g-returned)" },
  { key: "new", colour: "var(--g-new)" },
  { key: "churned", colour: "var(--g-churned)" },
];

const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);

function userRow({ label, isCurrent, users }: GrowthBucket): PanelRow {
  if (!users) return { label, isCurrent, values: null };
  const { retained, returned, churned } = users;
  // who did not come back is known when the bucket is over
  return {
    label,
    isCurrent,
    values: { retained, returned, new: users.new, churned: isCurrent ? 0 : -churned },
  };
}

function UserReading({
  bucket,
  compared,
  bucketName,
}: {
  bucket: GrowthBucket;
  compared: string | null;
  bucketName: string;
}) {
  const { users, isCurrent, label } = bucket;
  const title = `Users · ${label}`;
  if (!users)
    return (
      <ReadingLine title={title} items={[]}>
        missing: nothing was received
      </ReadingLine>
    );
  const say = (count: number) => number.format(count);
  return (
    <ReadingLine
      title={title}
      items={[
        { label: "Active", value: `${say(users.active)}${isCurrent ? " so far" : ""}` },
        { label: "New", value: say(users.new), colour: "var(--g-new)" },
        { label: "Returned", value: say(users.returned), colour: "var(--g-returned)" },
        { label: "Retained", value: say(users.retained), colour: "var(--g-retained)" },
        ...(isCurrent
          ? []
          : [{ label: "Churned (down)", value: say(users.churned), colour: "var(--g-churned)" }]),
        ...(compared === null ? [] : [{ label: "Compared, active", value: compared, compared: true }]),
      ]}
    >
      {isCurrent && `Churned is known when the ${bucketName} ends`}
    </ReadingLine>
  );
}

type SpendReadingProps = {
  bucket: GrowthBucket;
  currency: string;
  series: SpendSeries[];
  row: bigint[] | null;
  compared: string | null;
};

function SpendReading({ bucket, currency, series, row, compared }: SpendReadingProps) {
  const title = `Spend, ${currency} · ${bucket.label}`;
  if (!row)
    return (
      <ReadingLine title={title} items={[]}>
        missing: nothing was received
      </ReadingLine>
    );
  return (
    <ReadingLine
      title={title}
      items={[
        { label: "In all", value: `${formatMicros(sum(row))}${bucket.isCurrent ? " so far" : ""}` },
        // as the stack stands, lightest on top
        ...series
          .map(({ name, colour }, index) => ({ label: name, value: formatMicros(row[index] ?? 0n), colour }))
          .toReversed(),
        ...(compared === null ? [] : [{ label: "Compared, in all", value: compared, compared: true }]),
      ]}
    />
  );
}

function toTable({
  buckets,
  currency,
  series,
  rows,
}: {
  buckets: GrowthBucket[];
  currency: string;
  series: SpendSeries[];
  rows: (bigint[] | null)[];
}): FigureTable {
  const names = series.map(({ name }) => name);
  const spend = (row: bigint[] | null, format: (micros: bigint) => string) =>
    row ? [...row.map(format), format(sum(row))] : [...names.map(() => null), null];
  const counts = ({ users, isCurrent }: GrowthBucket) =>
    users
      ? [users.active, users.new, users.returned, users.retained, isCurrent ? null : users.churned]
      : [null, null, null, null, null];
  const known = rows.filter((row) => row !== null);
  const totals = series.map((_, index) => sum(known.map((row) => row[index] ?? 0n)));
  return {
    head: [
      "Bucket",
      "Active",
      "New",
      "Returned",
      "Retained",
      "Churned",
      ...names.map((name) => `${name}, ${currency}`),
      `Spend, ${currency}`,
    ],
    rows: buckets.map((bucket, index) => ({
      key: bucket.start,
      isCurrent: bucket.isCurrent,
      cells: [
        bucket.label,
        ...counts(bucket).map((count, column) =>
          count === null ? (bucket.users && column === 4 ? "not over" : null) : number.format(count),
        ),
        ...spend(rows[index] ?? null, (micros) => formatMicros(micros)),
      ],
    })),
    // users of several buckets are not the sum of their users
    total: [
      "In all",
      "",
      "",
      "",
      "",
      "",
      ...totals.map((total) => formatMicros(total)),
      formatMicros(sum(totals)),
    ],
    csv: {
      head: [
        "start",
        "current",
        "active",
        "new",
        "returned",
        "retained",
        "churned",
        ...names.map((name) => `${name} ${currency}`),
        `spend ${currency}`,
      ],
      rows: buckets.map((bucket, index) => [
        bucket.start,
        bucket.isCurrent ? "so far" : "",
        ...counts(bucket),
        ...spend(rows[index] ?? null, plainMicros),
      ]),
    },
  };
}

/** Who came, above what it cost, on one time axis with one crosshair. */
export function GrowthOverSpendChart(props: Props) {
  const {
    title = "Growth over spend",
    hint,
    buckets,
    markers,
    currency,
    comparison,
    bucketName = "day",
  } = props;
  const { series, rows } = toSpendSeries(buckets);
  const comparedSpend = comparison?.map(
    ({ spend }) => spend && sum(spend.map(({ micros }) => BigInt(micros))),
  );
  const comparedUsers = comparison?.map(({ users }) => users?.active ?? null);
  const spendRows: PanelRow[] = buckets.map(({ label, isCurrent }, index) => {
    const row = rows[index];
    const values = row
      ? Object.fromEntries(series.map(({ key }, at) => [key, microsToUnits(row[at] ?? 0n)]))
      : null;
    return { label, isCurrent, values };
  });
  return (
    <TimeFigure
      title={title}
      hint={hint ?? `one ${bucketName} a bar · the reading follows the crosshair`}
      buckets={buckets}
      markers={markers}
      timeZone={props.timeZone}
      noteHref={props.noteHref}
      table={toTable({ buckets, currency, series, rows })}
      reading={(active) => {
        const bucket = buckets[active];
        const compared = comparedUsers?.[active] ?? null;
        return (
          bucket && (
            <UserReading
              bucket={bucket}
              bucketName={bucketName}
              compared={compared === null ? null : number.format(compared)}
            />
          )
        );
      }}
    >
      {(active, width) => {
        const bucket = buckets[active];
        const compared = comparedSpend?.[active] ?? null;
        return (
          <>
            <Panel
              rows={buckets.map(userRow)}
              series={userSeries}
              height={USERS_HEIGHT}
              width={width}
              active={active}
              showTime={false}
              whole
              comparison={comparedUsers}
            />
            {bucket && (
              <SpendReading
                bucket={bucket}
                currency={currency}
                series={series}
                row={rows[active] ?? null}
                compared={compared === null ? null : formatMicros(compared)}
              />
            )}
            <Panel
              rows={spendRows}
              series={series}
              height={SPEND_HEIGHT}
              width={width}
              active={active}
              showTime
              whole={false}
              comparison={comparedSpend?.map((value) => (value === null ? null : microsToUnits(value)))}
            />
          </>
        );
      }}
    </TimeFigure>
  );
}
