"use client";

import { useRouter } from "next/navigation";
import { type ChangeEvent, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";

const number = new Intl.NumberFormat("en");

type Told = {
  sending?: boolean;
  done?: { added: number; unchanged: number };
  error?: string;
  lines?: { pointer: string; detail: string }[];
};

/** Rates from a CSV file, sent as it is: all of them or none, and each wrong line with its reason. */
export function RatesFile({ into }: { into: string }) {
  const router = useRouter();
  const [told, setTold] = useState<Told>({});

  async function send({ target }: ChangeEvent<HTMLInputElement>) {
    const [file] = target.files ?? [];
    if (!file) return;
    setTold({ sending: true });
    try {
      const answer = await fetch("/api/v1/exchange-rates", {
        method: "POST",
        headers: { "content-type": "text/csv" },
        body: file,
      });
      const body = await answer.json();
      setTold(
        answer.ok ? { done: body } : { error: body.detail ?? "The file was not taken.", lines: body.errors },
      );
      if (answer.ok) router.refresh();
    } catch {
      setTold({ error: "The file did not arrive. Check the connection and send it again." });
    }
    target.value = "";
  }

  const { sending, done, error, lines = [] } = told;
  return (
    <details className="mt-4 rounded-control border border-line px-3 py-2">
      <summary className="cursor-pointer text-meta font-medium text-ink-2">
        Many rates from a CSV file
      </summary>
      <div className="grid gap-3 pt-3">
        <p className="max-w-prose text-meta text-ink-3">
          Columns <span className="font-mono">currency,into,effectiveFrom,rate</span> with rates into {into},
          or the European Central Bank’s quotes, <span className="font-mono">Date,USD,JPY,…</span>, a day a
          line. All lines are taken or none, and a rate that stands already changes nothing.
        </p>
        <Field
          label="CSV file"
          hint={
            <span aria-live="polite">
              {sending
                ? "Reading it…"
                : done
                  ? `${number.format(done.added)} added, ${number.format(done.unchanged)} stood already.`
                  : "1 MB at most"}
            </span>
          }
          className="sm:max-w-80"
        >
          {(control) => <Input {...control} type="file" accept=".csv,text/csv,text/plain" onChange={send} />}
        </Field>
        {error && (
          <Note look="red" alert>
            {error}
          </Note>
        )}
        {lines.length > 1 && (
          <ul aria-label="Lines that are not right" className="grid gap-1 text-meta text-red">
            {lines.map(({ pointer, detail }) => (
              <li key={`${pointer} ${detail}`} className="wrap-anywhere">
                Line {pointer.split("/").at(-1)}: {detail}
              </li>
            ))}
          </ul>
        )}
      </div>
    </details>
  );
}
