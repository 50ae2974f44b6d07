"use client";

import { useRouter } from "next/navigation";
import { type ChangeEvent, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ListImport, ListName } from "@/lib/campaigns";

const number = new Intl.NumberFormat("en");

/** A CSV file of users, sent as it is; what was refused is told row by row. */
export function ListFile({ campaignKey, list }: { campaignKey: string; list: ListName }) {
  const router = useRouter();
  const [told, setTold] = useState<{ sending?: boolean; error?: string; done?: ListImport }>({});

  async function send({ target }: ChangeEvent<HTMLInputElement>) {
    const [file] = target.files ?? [];
    if (!file) return;
    setTold({ sending: true });
    try {
      const answer = await fetch(`/api/v1/campaigns/${campaignKey}/lists/${list}`, {
        method: "POST",
        headers: { "content-type": "text/csv" },
        body: file,
      });
      const body = await answer.json();
      setTold(answer.ok ? { done: body } : { error: body.detail ?? "The file was not taken." });
      if (answer.ok) router.refresh();
    } catch {
      setTold({ error: "The file did not arrive. Check the connection and send it again." });
    }
    target.value = "";
  }

  const { sending, error, done } = told;
  const said = done && `${number.format(done.added)} added, ${number.format(done.total)} on it now.`;
  return (
    <div className="grid gap-2">
      <Field
        label="CSV file"
        hint={
          <span aria-live="polite">
            {sending ? "Sending…" : (said ?? "The column headed subject, else the first; 8 MB at most")}
          </span>
        }
        error={error}
      >
        {(control) => <Input {...control} type="file" accept=".csv,text/csv,text/plain" onChange={send} />}
      </Field>
      {done && done.rejected > 0 && (
        <ul aria-label="Refused rows" className="grid gap-1 text-meta text-red">
          {done.rejections.map(({ row, value, reason }) => (
            <li key={row} className="wrap-anywhere">
              Line {row} {value && <span className="font-mono">{value}</span>} {reason}
            </li>
          ))}
          {done.rejected > done.rejections.length && (
            <li>and {number.format(done.rejected - done.rejections.length)} more</li>
          )}
        </ul>
      )}
    </div>
  );
}
