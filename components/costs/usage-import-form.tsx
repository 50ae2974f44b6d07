"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Meter } from "@/components/ui/meter";
import { Note } from "@/components/ui/note";
import { Select } from "@/components/ui/select";
import { importFormats, MOST_FILE_BYTES } from "@/lib/usage";
import { type NotTaken, type Sending, sendFile } from "./send-file";

const formatWords: Record<(typeof importFormats)[number], string> = {
  "azure-llm": "Azure LLM inference trace",
  gentd26: "GenTD26 trace",
  litellm: "LiteLLM spend logs",
  langfuse: "Langfuse export",
  openai: "OpenAI usage export",
  cloudevents: "CloudEvents",
  csv: "CSV with columns of its own",
};
const texts = ["source", "model", "campaign", "format", "map"] as const;

/** The query of POST /api/v1/usage-imports. */
function toQuery(form: FormData, file: File): URLSearchParams {
  const query = new URLSearchParams({ fileName: file.name, dryRun: "true" });
  for (const name of texts) {
    const given = String(form.get(name) ?? "").trim();
    if (given) query.set(name, given);
  }
  if (form.get("shiftToNow")) query.set("shiftToNow", "true");
  return query;
}

/** A usage file and how to read it. It is sent once, and checked before anything is imported. */
export function UsageImportForm() {
  const router = useRouter();
  const [refused, setRefused] = useState<NotTaken | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const sending = useRef<Sending | null>(null);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const element = event.currentTarget;
    const form = new FormData(element);
    const file = form.get("file");
    if (share !== null) return;
    if (!(file instanceof File) || file.name === "") {
      setRefused({ detail: "", errors: { file: "choose a file" } });
      return;
    }
    if (file.size > MOST_FILE_BYTES) {
      setRefused({ detail: "", errors: { file: "is larger than 2 GiB; pack it with gzip, or split it" } });
      return;
    }
    setRefused(null);
    setShare(0);
    const path = `/api/v1/usage-imports?${toQuery(form, file)}`;
    sending.current = sendFile(path, file, "application/octet-stream", setShare);
    const notTaken = await sending.current.answered;
    setShare(null);
    setRefused(notTaken);
    if (notTaken) return;
    element.reset();
    router.refresh();
  }

  const errors = refused?.errors ?? {};
  return (
    <form onSubmit={onSubmit} className="grid gap-3" noValidate>
      {refused?.detail && (
        <Note look="red" alert>
          {refused.detail}
        </Note>
      )}
      <div className="grid gap-3 sm:grid-cols-2">
        <Field
          label="File"
          hint="CSV, JSON or JSON lines, also packed with gzip; 2 GiB at most"
          error={errors.file}
        >
          {(control) => <Input {...control} name="file" type="file" />}
        </Field>
        <Field label="Format" error={errors.format}>
          {(control) => (
            <Select {...control} name="format" defaultValue="">
              <option value="">Guess from the file</option>
              {importFormats.map((format) => (
                <option key={format} value={format}>
                  {formatWords[format]}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <div className="grid gap-3 sm:grid-cols-3">
        <Field label="Source" hint="Empty: the file's name" error={errors.source}>
          {(control) => <Input {...control} name="source" maxLength={200} autoComplete="off" />}
        </Field>
        <Field label="Model" hint="Of rows that name none" error={errors.model}>
          {(control) => <Input {...control} name="model" maxLength={200} autoComplete="off" />}
        </Field>
        <Field label="Campaign" hint="Of rows that name none" error={errors.campaign}>
          {(control) => <Input {...control} name="campaign" maxLength={200} autoComplete="off" />}
        </Field>
      </div>
      <Field
        label="Map of columns"
        hint="Of a CSV with columns of its own: time=created,subject=user_id,inputTokens=prompt"
        error={errors.map}
      >
        {(control) => (
          <Input {...control} name="map" maxLength={4000} autoComplete="off" spellCheck={false} />
        )}
      </Field>
      <Checkbox
        name="shiftToNow"
        value="true"
        label="Move it to now"
        hint="By whole weeks, so that the last event lies in the week before now and weekdays stay"
      />
      {share === null ? (
        <div>
          <Button type="submit">Check the file</Button>
        </div>
      ) : (
        <div className="grid gap-2" role="status">
          <Meter label="Sent" used={share} />
          <div className="flex flex-wrap items-center gap-3 text-meta text-ink-2 tabular-nums">
            {share < 1 ? `${Math.floor(share * 100)} % sent` : "Sent; looking at it…"}
            <Button size="small" onClick={() => sending.current?.stop()}>
              Stop sending
            </Button>
          </div>
        </div>
      )}
    </form>
  );
}
