import { ok } from "../../kernel/result";
import { parseCloudEvent } from "../cloud-event";
import type { ReadValue } from "../import-row";

/** CloudEvents as POST /api/v1/events takes them; each is itself by its own source and id. `nowMicros`: see there. */
export const readCloudEvents =
  (nowMicros: number): ReadValue =>
  (value) => {
    const parsed = parseCloudEvent(value, nowMicros);
    return [parsed.ok ? ok({ own: true, event: parsed.value }) : parsed];
  };
