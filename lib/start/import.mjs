// npm run import -- FILE …: loads a usage file straight into the database.
import { runBundle } from "./run-bundle.mjs";
import { runMain } from "./say.mjs";

await runMain(() => runBundle("import", process.argv.slice(2)));
