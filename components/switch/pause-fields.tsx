"use client";

import { Button } from "@/components/ui/button";
import { Switch } from "@/components/ui/checkbox";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { toLocalInput } from "@/lib/kernel/local-time";
import type { Flow } from "@/lib/switch";
import { toMoment } from "./clock";
import type { Viewer } from "./flow-words";
import { PauseField } from "./pause-field";

const extensions = [1, 2, 3, 5, 7, 14, 30];
const soon = [
  [30, "In 30 min"],
  [120, "In 2 h"],
  [480, "In 8 h"],
] as const;
const number = new Intl.NumberFormat("en");
const label = (words: string, saved: React.ReactNode) => (
  <span className="flex items-baseline justify-between gap-2">
    {words}
    {saved}
  </span>
);

/** The five fields of a pause. Each saves on its own; the pause stands whatever is done here. */
export function PauseFields({ flow, viewer }: { flow: Flow; viewer: Viewer }) {
  const { reason, message, resumeAt, redemption } = flow.switch;
  const receipt = flow.receipt;
  const open = number.format(flow.openCoupons);
  return (
    <div className="grid gap-x-4 gap-y-3 sm:grid-cols-2">
      <PauseField field="reason" viewer={viewer}>
        {({ error, saved }) => (
          <Field label={label("Reason, for the audit", saved)} error={error}>
            {(control) => (
              <Input
                {...control}
                name="reason"
                defaultValue={reason ?? ""}
                maxLength={500}
                autoComplete="off"
              />
            )}
          </Field>
        )}
      </PauseField>
      <PauseField field="resumeAt" viewer={viewer}>
        {({ error, saved }) => (
          <>
            <Field
              label={label("Resume at", saved)}
              hint={flow.mayResume ? "Empty: until somebody resumes" : "Only whoever may resume sets a time"}
              error={error}
            >
              {(control) => (
                <Input
                  key={resumeAt}
                  {...control}
                  type="datetime-local"
                  name="resumeAt"
                  defaultValue={resumeAt ? toLocalInput(resumeAt, viewer.zone) : ""}
                  trail={<span className="text-meta">{viewer.zone}</span>}
                />
              )}
            </Field>
            {flow.mayResume && (
              <div className="mt-1.5 flex flex-wrap gap-1.5">
                {soon.map(([minutes, words]) => (
                  <Button key={minutes} type="submit" size="small" name="resumeInMinutes" value={minutes}>
                    {words}
                  </Button>
                ))}
              </div>
            )}
          </>
        )}
      </PauseField>
      <PauseField field="message" viewer={viewer}>
        {({ error, saved }) => (
          <Field
            label={label("Message for the chat users", saved)}
            hint="Empty: the card goes, and the chat says only that there are no new coupons"
            error={error}
          >
            {(control) => (
              <Input
                {...control}
                name="message"
                defaultValue={message ?? ""}
                maxLength={500}
                autoComplete="off"
              />
            )}
          </Field>
        )}
      </PauseField>
      <PauseField field="extendExpiryDays" viewer={viewer}>
        {({ save, error, saved }) => (
          <Field
            label={label("Extend the coupons already issued", saved)}
            hint={
              receipt?.firstExpiry
                ? `${open} open coupons, the first expires ${toMoment(receipt.firstExpiry, viewer.zone, flow.asOf)}`
                : `${open} open coupons, none of which expires`
            }
            error={error}
          >
            {(control) => (
              <Select
                {...control}
                name="extendExpiryDays"
                defaultValue={receipt?.extendedDays ? String(receipt.extendedDays) : ""}
                onChange={save}
              >
                <option value="">Not extended</option>
                {extensions.map((days) => (
                  <option key={days} value={days} disabled={days < (receipt?.extendedDays ?? 0)}>
                    By {days} {days === 1 ? "day" : "days"}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
      </PauseField>
      <PauseField field="redemption" viewer={viewer}>
        {({ save, error, saved }) => (
          <>
            <Switch
              name="redemption"
              value="paused"
              defaultChecked={redemption === "paused"}
              onChange={save}
              label="Also stop redemption"
              hint={
                redemption === "paused"
                  ? "On: nobody can use a coupon until promotions resume"
                  : "Off: people who hold a coupon can still use it"
              }
            />
            {saved}
            {error && <p className="text-meta text-red">{error}</p>}
          </>
        )}
      </PauseField>
      <p className="text-meta text-pretty text-ink-3">
        Each of these saves on its own. The pause stands whatever you do here. Resuming shows first what will
        restart.
      </p>
    </div>
  );
}
