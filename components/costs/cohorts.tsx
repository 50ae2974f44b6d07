"use client";

import { SaveFigure } from "@/components/charts/save-figure";
import { Card, CardHead } from "@/components/ui/card";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import {
  addDays,
  type CohortCellView,
  type CohortsView,
  cohortLines,
  formatDay,
  formatRetention,
} from "@/lib/costs";

const number = new Intl.NumberFormat("en");
const TITLE = "Who came back";
/** Of the accent, at a share of one: the words stay readable on it in both schemes. */
const MOST_SHADE = 38;

function Share({ cell, week }: { cell: CohortCellView | undefined; week: string }) {
  if (!cell || cell.of === 0) return <Td />;
  const share = cell.users / cell.of;
  return (
    <Td
      numeric
      data-png="box"
      title={`${week}: ${number.format(cell.users)} of ${number.format(cell.of)}${cell.isOver ? "" : " so far"}`}
      className={cell.isOver ? undefined : "text-ink-2 italic"}
      style={{
        background: `color-mix(in oklab, var(--accent) ${Math.round(share * MOST_SHADE)}%, transparent)`,
      }}
    >
      {formatRetention(cell)}
    </Td>
  );
}

type Row = {
  key: string;
  name: string;
  detail: string;
  users: number;
  cells: CohortCellView[];
  begins: string | null;
};

function CohortRow({ row, columns }: { row: Row; columns: number[] }) {
  return (
    <Tr>
      <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap">
        {row.name} <span className="text-meta text-ink-3">{row.detail}</span>
      </th>
      <Td numeric className="font-medium">
        {number.format(row.users)}
      </Td>
      {columns.map((after) => (
        <Share
          key={after}
          cell={row.cells.find((cell) => cell.after === after)}
          week={row.begins ? `week of ${formatDay(addDays(row.begins, after * 7))}` : `${after} weeks after`}
        />
      ))}
    </Tr>
  );
}

function Triangle({
  label,
  first,
  rows,
  columns,
}: {
  label: string;
  first: string;
  rows: Row[];
  columns: number[];
}) {
  return (
    <Table label={label} rows="plain">
      <thead>
        <tr>
          <Th>{first}</Th>
          <Th numeric>New users</Th>
          {columns.map((after) => (
            <Th key={after} numeric>
              {after === 1 ? "1 week" : `${after} weeks`}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <CohortRow key={row.key} row={row} columns={columns} />
        ))}
      </tbody>
    </Table>
  );
}

/** New users by the week they came in and by what brought them: the share that was seen again so many weeks later. */
export function Cohorts({ cohorts }: { cohorts: CohortsView }) {
  const { about, weeks, campaigns } = cohorts;
  // weeks before the first event tell nothing
  const known = weeks.slice(
    Math.max(
      0,
      weeks.findIndex(({ users }) => users > 0),
    ),
  );
  const columns = known.slice(1).map((_, nth) => nth + 1);
  const isEmpty = known.every(({ users }) => users === 0);
  const [head = [], ...rows] = cohortLines(cohorts);
  return (
    <Card id="cohorts" className="scroll-mt-18">
      <CardHead
        title={TITLE}
        hint={`new users by week, and the share seen again in each week after · weeks of ${about.timeZone} begin on Monday`}
      >
        <SaveFigure title={TITLE} csv={{ head: head.map(String), rows }} />
      </CardHead>
      {isEmpty ? (
        <p className="px-4 pb-4 text-ink-2">
          No user of these sources came in the last {weeks.length} weeks.
        </p>
      ) : (
        <>
          <Triangle
            label="Who came back, by the week they came in"
            first="Week of"
            columns={columns}
            rows={known.map(({ week, users, cells }) => ({
              key: week,
              name: formatDay(week),
              detail: cells[0]?.isOver === false ? "so far" : "",
              users,
              cells,
              begins: week,
            }))}
          />
          <p className="border-t border-line px-4 pt-3 pb-1 text-meta text-pretty text-ink-3">
            By the campaign whose usage they came with, in all these weeks together; back with whatever they
            use. Each share is of those whose week that is over. Slanted above: the week goes on.
          </p>
          <Triangle
            label="Who came back, by the campaign that brought them"
            first="Came with"
            columns={columns}
            rows={campaigns.map(({ campaign, users, cells }) => ({
              key: campaign ?? "",
              name: campaign ?? "no campaign",
              detail: "",
              users,
              cells,
              begins: null,
            }))}
          />
        </>
      )}
    </Card>
  );
}
