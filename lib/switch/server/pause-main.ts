import "server-only";
import { hostname, userInfo } from "node:os";
import { parseArgs } from "node:util";
import type { SystemActor } from "../../auth";
import { closeDatabase } from "../../platform/db";
import { pauseInput } from "../switch-input";
import { pausePromotions } from "./pause-promotions";

const usage =
  'Use: npm run pause -- --reason "why" [--message "for the chat users"] [--resume-at 2026-11-27T18:00:00Z] [--redemption] [--extend-expiry-days 5]';

class UsageError extends Error {}

function readArguments() {
  let values: Record<string, string | boolean | undefined>;
  try {
    ({ values } = parseArgs({
      options: {
        reason: { type: "string" },
        message: { type: "string" },
        "resume-at": { type: "string" },
        redemption: { type: "boolean" },
        "extend-expiry-days": { type: "string" },
      },
    }));
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
  const days = values["extend-expiry-days"];
  const parsed = pauseInput.safeParse({
    reason: values.reason,
    message: values.message,
    resumeAt: values["resume-at"],
    ...(values.redemption ? { redemption: "paused" } : {}),
    ...(days === undefined ? {} : { extendExpiryDays: Number(days) }),
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UsageError(`${String(issue?.path[0])}: ${issue?.message}\n${usage}`);
  }
  return parsed.data;
}

function whoRuns(): string {
  try {
    return `${userInfo().username} on ${hostname()}`;
  } catch {
    return hostname();
  }
}

/** Break-glass: pauses straight in the database, with no dashboard, gateway or session in between. */
async function main() {
  const fields = readArguments();
  const actor: SystemActor = { kind: "system", id: "command", name: `Command line (${whoRuns()})` };
  const paused = await pausePromotions(actor, fields);
  if (!paused.ok) throw new UsageError(paused.error.detail);
  const { changedAt, changedBy, redemption, resumeAt, version } = paused.value;
  process.stdout.write(
    `Promotions are paused since ${changedAt} (by ${changedBy.name}, version ${version}). ` +
      `Redemption is ${redemption}.${resumeAt ? ` Resumes ${resumeAt}.` : ""}\n`,
  );
}

main()
  .catch((error) => {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof UsageError ? error.message : (error?.stack ?? error)}\n`);
  })
  .finally(closeDatabase);
