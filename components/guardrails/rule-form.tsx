"use client";

import { useActionState } from "react";
import { SubmitButton } from "@/components/ui/submit-button";
import { removeGuardrailNow, turnOffGuardrailNow, turnOnGuardrailNow } from "@/lib/guardrails/actions";

/** Off, on, away: each a form of its own, so that each works without JavaScript. */
export function RuleForm({ id, name, enabled }: { id: string; name: string; enabled: boolean }) {
  const [, turn, turning] = useActionState(enabled ? turnOffGuardrailNow : turnOnGuardrailNow, null);
  const [, remove, removing] = useActionState(removeGuardrailNow, null);
  return (
    <span className="inline-flex gap-2">
      <form action={turn}>
        <input type="hidden" name="id" value={id} />
        <SubmitButton
          size="small"
          pending={turning}
          pendingLabel={enabled ? "Turning off…" : "Turning on…"}
          aria-label={`Turn ${name} ${enabled ? "off" : "on"}`}
        >
          {enabled ? "Turn off" : "Turn on"}
        </SubmitButton>
      </form>
      <form action={remove}>
        <input type="hidden" name="id" value={id} />
        <SubmitButton
          kind="quiet"
          size="small"
          pending={removing}
          pendingLabel="Removing…"
          aria-label={`Remove ${name}`}
        >
          Remove
        </SubmitButton>
      </form>
    </span>
  );
}
