import { StartError } from "./environment.mjs";

/** Tells a step on standard error, so that standard output stays for results. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** Runs a command's main function; a StartError or MigrationError is told as a sentence, anything else with its stack. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    const plain = error instanceof StartError || error?.constructor?.name === "MigrationError";
    say(`\n${plain ? error.message : (error?.stack ?? error)}`);
    process.exitCode = 1;
  }
}
