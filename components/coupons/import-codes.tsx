"use client";

import { useRouter } from "next/navigation";
import { type ChangeEvent, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** A CSV file of codes, sent as it is; its job tells row by row what was refused. */
export function ImportCodes({ campaignKey }: { campaignKey: string }) {
  const router = useRouter();
  const [told, setTold] = useState<{ error?: string; sending: boolean }>({ sending: false });

  async function send({ target }: ChangeEvent<HTMLInputElement>) {
    const [file] = target.files ?? [];
    if (!file) return;
    setTold({ sending: true });
    try {
      const answer = await fetch(`/api/v1/campaigns/${campaignKey}/codes/import`, {
        method: "POST",
        headers: { "content-type": "text/csv" },
        body: file,
      });
      const body = await answer.json();
      setTold({ sending: false, ...(answer.ok ? {} : { error: body.detail ?? "The file was not taken." }) });
      if (answer.ok) router.refresh();
    } catch {
      setTold({ sending: false, error: "The file did not arrive. Check the connection and send it again." });
    }
    target.value = "";
  }

  return (
    <details className="min-w-0">
      <summary className="w-fit cursor-pointer rounded-control text-meta font-medium text-ink-2 hover:text-ink">
        Import codes
      </summary>
      <div className="mt-3 sm:max-w-80">
        <Field
          label="CSV file"
          hint={told.sending ? "Sending…" : "The column headed code, else the first; 32 MB at most"}
          error={told.error}
        >
          {(control) => <Input {...control} type="file" accept=".csv,text/csv,text/plain" onChange={send} />}
        </Field>
      </div>
    </details>
  );
}
