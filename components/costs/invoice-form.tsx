"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Note } from "@/components/ui/note";
import { Spinner } from "@/components/ui/spinner";
import type { AddedInvoices } from "@/lib/usage";

type Wrong = { pointer: string; detail: string };
type Told = { sending?: true; added?: AddedInvoices; detail?: string; wrong?: Wrong[] };

const number = new Intl.NumberFormat("en");
const SHOWN = 10;

function wordsOf({ added, known, periods }: AddedInvoices): string {
  const months = periods.length > 3 ? `${number.format(periods.length)} months` : periods.join(", ");
  if (added === 0) return `All ${number.format(known)} lines were known already; nothing was added.`;
  const rest = known > 0 ? `; ${number.format(known)} were known already` : "";
  return `${number.format(added)} ${added === 1 ? "line" : "lines"} added for ${months}${rest}.`;
}

const toPlace = (pointer: string) =>
  pointer
    .replace(/^#\/lines\//, "Line ")
    .replace("/", ", ")
    .replace("#", "The file");

async function send(file: File): Promise<Told> {
  try {
    const answer = await fetch("/api/v1/invoices", {
      method: "POST",
      headers: { "content-type": "text/csv" },
      body: file,
    });
    const body = await answer.json();
    return answer.ok ? { added: body } : { detail: body.detail, wrong: body.errors ?? [] };
  } catch {
    return { detail: "The file did not arrive. Check the connection and send it again." };
  }
}

/** A CSV of invoices: all of its lines are taken, or none and every wrong one is told. */
export function InvoiceForm() {
  const router = useRouter();
  const [told, setTold] = useState<Told>({});

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const element = event.currentTarget;
    const file = new FormData(element).get("invoices");
    if (told.sending) return;
    if (!(file instanceof File) || file.name === "") {
      setTold({ detail: "Choose a file first." });
      return;
    }
    setTold({ sending: true });
    const answer = await send(file);
    setTold(answer);
    if (!answer.added) return;
    element.reset();
    router.refresh();
  }

  const { sending, added, detail, wrong = [] } = told;
  return (
    <form onSubmit={onSubmit} className="grid gap-3" noValidate>
      {added && <Note alert>{wordsOf(added)}</Note>}
      {detail && (
        <Note look="red" alert>
          {wrong.length > 1 ? (
            <ul className="grid gap-1">
              {wrong.slice(0, SHOWN).map((one) => (
                <li key={one.pointer + one.detail} className="wrap-anywhere">
                  {toPlace(one.pointer)}: {one.detail}.
                </li>
              ))}
              {wrong.length > SHOWN && <li>and more</li>}
            </ul>
          ) : (
            detail
          )}
        </Note>
      )}
      <Field
        label="Invoices, CSV"
        hint="Columns provider, invoice, period (or from and to), amount, currency; line, model and description if there are any. Files of FOCUS are taken as they are."
      >
        {(control) => <Input {...control} name="invoices" type="file" accept=".csv,text/csv,text/plain" />}
      </Field>
      <div>
        <Button type="submit" aria-disabled={sending}>
          {sending && <Spinner />}
          Add the invoices
        </Button>
      </div>
    </form>
  );
}
