import { Card, CardHead } from "@/components/ui/card";
import { Instant } from "@/components/ui/instant";
import { Pill } from "@/components/ui/pill";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { type EffectWords, type PauseEffect, spendEffectWords, userEffectWords } from "@/lib/costs";

type Props = { effects: PauseEffect[]; currency: string; zone: string; thisYear: number };

function Figures({ words }: { words: EffectWords }) {
  return (
    <>
      <Td numeric>{words.actual}</Td>
      <Td numeric className="text-ink-2">
        {words.forecast ?? "–"}
      </Td>
      <Td className="min-w-56">
        <b className="font-medium">{words.difference ?? "cannot be told"}</b>
        <span className="block text-meta text-pretty text-ink-3">{words.certainty}</span>
      </Td>
    </>
  );
}

function Effect({ effect, zone, thisYear }: Omit<Props, "effects" | "currency"> & { effect: PauseEffect }) {
  const { judged, spendMicros, newUsers } = effect;
  return (
    <Tr>
      <Td className="min-w-48">
        <TextLink href={`/pause/${effect.pauseId}`}>
          <Instant at={effect.pausedAt} zone={zone} thisYear={thisYear} />
        </TextLink>{" "}
        {effect.resumedAt === null && (
          <Pill look="amber" sign="bars">
            stands
          </Pill>
        )}
        <span className="block text-meta text-ink-3">
          by {effect.pausedBy}
          {judged && (
            <>
              ; judged <Instant at={judged.from} zone={zone} thisYear={thisYear} /> to{" "}
              <Instant at={judged.to} zone={zone} thisYear={thisYear} />
            </>
          )}
        </span>
      </Td>
      {spendMicros && newUsers ? (
        <>
          <Figures words={spendEffectWords(spendMicros)} />
          <Figures words={userEffectWords(newUsers)} />
        </>
      ) : (
        <Td colSpan={6} className="text-ink-3">
          {effect.detail}
        </Td>
      )}
    </Tr>
  );
}

/** What each pause did to spend and growth, against what the days before it let expect. */
export function PauseEffects({ effects, currency, zone, thisYear }: Props) {
  const standing = effects.find(({ resumedAt }) => resumedAt === null);
  const since = standing?.spendMicros && spendEffectWords(standing.spendMicros);
  return (
    <Card id="pauses" className="scroll-mt-18">
      <CardHead
        title="What pauses did"
        hint={`${currency} · against the mean of the same hours of the seven days before · ${zone}`}
      />
      {since?.difference && standing && (
        <p className="px-4 pb-3">
          Since the pause of <Instant at={standing.pausedAt} zone={zone} thisYear={thisYear} />:{" "}
          <b>
            {currency} {since.difference}
          </b>{" "}
          <span className="text-ink-2">({since.certainty})</span>
        </p>
      )}
      {effects.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">Promotions were not paused in these days.</p>
      ) : (
        <Table label="What pauses did">
          <thead>
            <tr>
              <Th>Pause</Th>
              <Th numeric>Spend</Th>
              <Th numeric>Without it</Th>
              <Th>Difference</Th>
              <Th numeric>New users</Th>
              <Th numeric>Without it</Th>
              <Th>Difference</Th>
            </tr>
          </thead>
          <tbody>
            {effects.map((effect) => (
              <Effect key={effect.pauseId} effect={effect} zone={zone} thisYear={thisYear} />
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
