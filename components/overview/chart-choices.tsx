import Link from "next/link";
import { DropLinks, DropPanel } from "@/components/ui/drop-panel";
import { SegmentedLinks } from "@/components/ui/segmented";
import { addDays, baseOf, type ChartChoice, dayAt, formatDay, type Overview, toViewUrl } from "@/lib/costs";

type Props = { overview: Overview; chart: ChartChoice; zone: string };

const names = [
  ["panels", "Panels"],
  ["indexed", "Indexed"],
  ["scatter", "Path"],
] as const;

const MOST_LAUNCHES = 12;

/** Days that may be 100: the first one shown, and those of launches. */
function basesOf({ about, chart }: Overview): { since: string | null; words: string }[] {
  const { timeZone } = about;
  const launches = chart.markers
    .filter(({ kind }) => kind === "launch")
    .slice(-MOST_LAUNCHES)
    .map(({ from, label }) => ({ since: dayAt(Date.parse(from), timeZone), label }));
  return [
    { since: null, words: "The first day that has figures" },
    ...launches.map(({ since, label }) => ({ since, words: `${formatDay(since)}, launch of ${label}` })),
  ];
}

/** How growth and spend are held against each other, and in the indexed view from which day on. */
export function ChartChoices({ overview, chart, zone }: Props) {
  const { view } = overview.about;
  const base = addDays(view.from, baseOf(overview.chart.buckets, view.from, chart.since));
  const to = (choice: ChartChoice) => toViewUrl("/", { ...view, ...choice }, zone);
  return (
    <>
      <SegmentedLinks
        label="Growth and spend as"
        items={names.map(([one, label]) => ({
          href: to({ ...chart, view: one }),
          label,
          current: chart.view === one,
        }))}
      />
      {chart.view === "indexed" && (
        <DropPanel label={`100 = ${formatDay(base)}`}>
          <DropLinks label="Which day is 100">
            {basesOf(overview).map(({ since, words }) => (
              <Link
                key={words}
                href={to({ view: "indexed", since })}
                prefetch={false}
                scroll={false}
                aria-current={chart.since === since ? "true" : undefined}
                className="flex min-h-8 items-center rounded-control px-2 hover:bg-sunken aria-[current]:text-accent"
              >
                {words}
              </Link>
            ))}
          </DropLinks>
        </DropPanel>
      )}
    </>
  );
}
