import { Pill, type PillLook } from "@/components/ui/pill";
import { Td, Tr } from "@/components/ui/table";
import type { RowState } from "@/lib/usage";
import { canApply, type Line, type ReviewRow, stateWords } from "./price-import-words";

const number = new Intl.NumberFormat("en");

const looks: Record<RowState, PillLook> = {
  changed: "accent",
  new: "accent",
  same: "plain",
  yields: "plain",
  overlaps: "amber",
  unreadable: "amber",
};

function PriceLine({ line: { tier, above, parts } }: { line: Line }) {
  const scope = [tier, above && `above ${number.format(above)} tokens`].filter(Boolean).join(", ");
  return (
    <li className="flex flex-wrap gap-x-3">
      {scope && <span className="text-ink-3">{scope}</span>}
      {parts.map(({ name, from, to, percent }) => (
        <span key={name} className="whitespace-nowrap">
          <span className="text-ink-3">{name}</span>{" "}
          {from !== undefined && (
            <>
              <span className="text-ink-3">{from}</span>
              <span aria-hidden> → </span>
              <span className="sr-only"> to </span>
            </>
          )}
          {to}
          {percent && <span className="text-meta text-ink-2"> ({percent})</span>}
        </span>
      ))}
    </li>
  );
}

type Props = { row: ReviewRow; ticked: boolean; onTick: (ticked: boolean) => void };

/** One model of the map: whether it is taken, what it does, and what is to be known of it. */
export function PriceImportTableRow({ row, ticked, onTick }: Props) {
  const { model, provider, state, lines, notes } = row;
  const pill = (
    <Pill look={looks[state]} sign={canApply(row) ? "dot" : "ring"}>
      {stateWords[state]}
    </Pill>
  );
  return (
    <Tr>
      <Td className="w-9">
        {canApply(row) && (
          <input
            type="checkbox"
            aria-label={`Take ${row.key}`}
            checked={ticked}
            onChange={({ target }) => onTick(target.checked)}
            className="size-4 accent-accent"
          />
        )}
      </Td>
      <Td className="min-w-32 wrap-anywhere sm:min-w-40">
        <span className="font-medium">{model}</span>
        {provider && <span className="block text-meta text-ink-3">{provider}</span>}
        <span className="block sm:hidden">{pill}</span>
      </Td>
      <Td className="hidden sm:table-cell">{pill}</Td>
      <Td className="min-w-44 sm:min-w-72">
        {lines.length > 0 && (
          <ul className="grid gap-0.5">
            {lines.map((line) => (
              <PriceLine key={`${line.tier} ${line.above}`} line={line} />
            ))}
          </ul>
        )}
        {notes.map((note) => (
          <span key={note} className="block max-w-160 text-meta wrap-anywhere text-ink-3">
            {note}
          </span>
        ))}
      </Td>
    </Tr>
  );
}
