// npm run pause -- --reason "…": break-glass, straight to the database.
import { runBundle } from "./run-bundle.mjs";
import { runMain } from "./say.mjs";

await runMain(() => runBundle("pause", process.argv.slice(2)));
