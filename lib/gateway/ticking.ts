import "server-only";
import { log } from "../platform/log";

/** Without the database there is nothing to do, and no hurry. */
const AWAY_MS = 1_000;

/** Does `work` every `everyMs`, one at a time; a failure is told once until it works again. */
export function startTicking(name: string, everyMs: number, work: () => Promise<unknown>) {
  let stopped = false;
  let failing = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();

  async function once(): Promise<void> {
    let wait = everyMs;
    try {
      await work();
      if (failing) log.info({ job: name }, "works again");
      failing = false;
    } catch (error) {
      if (!failing) log.warn({ job: name, error }, "failed; trying again");
      failing = true;
      wait = Math.max(everyMs, AWAY_MS);
    }
    if (!stopped) timer = setTimeout(go, wait);
  }
  function go() {
    running = once();
  }
  go();
  return {
    /** Resolves when what is under way is done. */
    async stop(): Promise<void> {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
