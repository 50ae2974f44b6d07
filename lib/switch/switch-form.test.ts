import { expect, it } from "vitest";
import { amendForm } from "./switch-form";

const zone = { timeZone: "Asia/Shanghai" };
const said = (form: Record<string, unknown>) => {
  const { success, data, error } = amendForm.safeParse(form);
  return success ? data : error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

it.each([
  [
    { field: "resumeAt", resumeAt: "2026-12-01T09:00", ...zone },
    { resumeAt: new Date("2026-12-01T01:00:00Z") },
  ],
  [{ field: "resumeAt", resumeAt: "", ...zone }, { resumeAt: null }],
  [
    { field: "resumeAt", resumeAt: "2026-12-01T09:00", resumeInMinutes: "120", ...zone },
    { resumeInMinutes: 120 },
  ],
  [
    { field: "resumeAt", resumeAt: "", resumeInMinutes: "0", ...zone },
    ["resumeInMinutes: must be 1 or more"],
  ],
  [
    { field: "resumeAt", resumeAt: "", resumeInMinutes: "soon", ...zone },
    ["resumeInMinutes: must be a whole number of minutes"],
  ],
  [{ field: "reason", reason: "" }, { reason: null }],
  [{ field: "redemption", redemption: "paused" }, { redemption: "paused" }],
  [{ field: "extendExpiryDays", extendExpiryDays: "7" }, { extendExpiryDays: 7 }],
])("the form %j saves %j", (form, saved) => {
  expect(said(form)).toEqual(saved);
});
