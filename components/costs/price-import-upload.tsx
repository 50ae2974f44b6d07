"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Segmented } from "@/components/ui/segmented";
import { SubmitButton } from "@/components/ui/submit-button";
import { toInstant } from "@/lib/kernel/local-time";

const FORM = "price-map";

/** The address that the file goes to, with how it is to be read. */
function toAddress(form: FormData, zone: string): string {
  const text = (name: string) => String(form.get(name) ?? "").trim();
  const from = text("effectiveFrom");
  const query = new URLSearchParams({
    ...(from && { effectiveFrom: toInstant(from, zone) ?? from }),
    ...(text("provider") && { provider: text("provider") }),
    holdsFor: text("holdsFor"),
  });
  return `/api/v1/price-imports?${query}`;
}

/** A price map, sent as it is and compared; nothing is applied by it. */
export function PriceImportUpload({ zone, kind }: { zone: string; kind: "primary" | "default" }) {
  const router = useRouter();
  const [told, setTold] = useState<{ sending?: boolean; error?: string; at?: string }>({});

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (told.sending) return;
    const form = new FormData(event.currentTarget);
    const file = form.get("map");
    if (!(file instanceof File) || file.size === 0)
      return setTold({ error: "choose the file first", at: "map" });
    setTold({ sending: true });
    try {
      const answer = await fetch(toAddress(form, zone), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: file,
      });
      const body = await answer.json();
      if (answer.ok) router.push(`/costs/prices/import?id=${body.id}`);
      setTold(answer.ok ? {} : { error: body.detail ?? "The file was not taken." });
    } catch {
      setTold({ error: "The file did not arrive. Check the connection and send it again." });
    }
  }

  return (
    <form id={FORM} onSubmit={send} className="grid gap-3" noValidate>
      {told.error && !told.at && (
        <Note look="red" alert>
          {told.error}
        </Note>
      )}
      <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
        <Field
          label="Price map"
          hint="model_prices_and_context_window.json, 8 MB at most"
          error={told.at === "map" ? told.error : undefined}
        >
          {(control) => <Input {...control} type="file" name="map" accept=".json,application/json" />}
        </Field>
        <Field label="Holds from" hint={`${zone}; empty: from now on`}>
          {(control) => <Input {...control} type="datetime-local" name="effectiveFrom" />}
        </Field>
        <Field label="Only this provider" hint="As the map names it, such as dashscope; empty: all">
          {(control) => <Input {...control} name="provider" autoComplete="off" spellCheck={false} />}
        </Field>
      </div>
      <Segmented
        legend="Holds for usage that names"
        showLegend
        name="holdsFor"
        defaultValue="provider"
        choices={[
          { value: "provider", label: "the model and its provider" },
          { value: "model", label: "the model, whoever served it" },
        ]}
      />
      <div>
        <SubmitButton kind={kind} pending={told.sending ?? false} pendingLabel="Comparing…">
          Compare with the prices in force
        </SubmitButton>
      </div>
    </form>
  );
}
