import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatMicros } from "@/lib/kernel/money";
import type { Rerating } from "@/lib/usage";
import { LookAgain } from "./look-again";
import { ProposeRerating, ReviewRerating } from "./rerating-forms";

type Props = {
  period: string;
  /** Those of this month, the newest first. */
  reratings: Rerating[];
  /** Id of the reader: whoever proposed cannot approve. */
  reader: string;
  mayWrite: boolean;
};

const number = new Intl.NumberFormat("en");
const words: Record<Rerating["status"], string> = {
  counting: "Counting",
  proposed: "Waits for a second person",
  running: "Being carried out",
  done: "Done",
  withdrawn: "Withdrawn",
};
const signed = (micros: bigint) => `${micros > 0n ? "+" : ""}${formatMicros(micros, 6)}`;

/** Pricing the month again: what it would change, and who may let it. */
export function Reratings({ period, reratings, reader, mayWrite }: Props) {
  const open = reratings.find(
    ({ status }) => status === "counting" || status === "proposed" || status === "running",
  );
  return (
    <div className="grid gap-2">
      <h3 className="font-semibold">Price {period} again</h3>
      <p className="text-meta text-ink-3">
        Counts what the month costs by the prices as they stand now. What changes is booked as rows of its own
        once a second person approves it; every request keeps what it was priced by.
      </p>
      {(open?.status === "counting" || open?.status === "running") && <LookAgain />}
      {reratings.length > 0 && (
        <Table label={`Reratings of ${period}`} rows="plain">
          <thead>
            <tr>
              <Th>Proposed by</Th>
              <Th>State</Th>
              <Th>Model</Th>
              <Th numeric>Rows that change</Th>
              <Th numeric>Before</Th>
              <Th numeric>After</Th>
              <Th numeric>Difference</Th>
            </tr>
          </thead>
          <tbody>
            {reratings.flatMap(({ id, proposedBy, approvedBy, status, reason, preview }) =>
              [{ model: "all", ...preview }, ...preview.models].map((change, index) => (
                <Tr key={`${id} ${change.model}`} className={index === 0 ? "font-medium" : ""}>
                  <Td>
                    {index === 0 && (
                      <>
                        {proposedBy}
                        {reason && <span className="block text-meta text-ink-3">{reason}</span>}
                      </>
                    )}
                  </Td>
                  <Td>
                    {index === 0 && (
                      <>
                        <Pill look={status === "proposed" ? "amber" : "plain"}>{words[status]}</Pill>
                        {approvedBy && (
                          <span className="block text-meta text-ink-3">approved by {approvedBy}</span>
                        )}
                      </>
                    )}
                  </Td>
                  <Td>{index === 0 ? "All models" : change.model}</Td>
                  <Td numeric>{number.format(change.rows)}</Td>
                  <Td numeric>{formatMicros(change.beforeMicros, 6)}</Td>
                  <Td numeric>{formatMicros(change.afterMicros, 6)}</Td>
                  <Td numeric>{signed(BigInt(change.afterMicros) - BigInt(change.beforeMicros))}</Td>
                </Tr>
              )),
            )}
          </tbody>
        </Table>
      )}
      {mayWrite && !open && <ProposeRerating period={period} />}
      {mayWrite && open?.status === "proposed" && (
        <ReviewRerating id={open.id} isOwn={open.proposedById === reader} />
      )}
    </div>
  );
}
