// npm run db -- start|stop|reset|url|backup FILE|restore FILE: the database by hand.
import { embedded, openDatabase } from "./database.mjs";
import { StartError } from "./environment.mjs";
import { ensureInstalled } from "./install.mjs";
import { runMain, say } from "./say.mjs";

const usage = "Use: npm run db -- start | stop | reset | url | backup FILE | restore FILE";

function onlyEmbedded(what) {
  if (process.env.DATABASE_URL)
    throw new StartError(`${what} is for the embedded database; DATABASE_URL names another one.`);
}

const commands = {
  async start() {
    const { url } = await openDatabase();
    console.log(url);
  },
  async stop() {
    onlyEmbedded("stop");
    embedded().stop();
    say("The database is stopped.");
  },
  async reset() {
    onlyEmbedded("reset");
    embedded().destroy();
    say("The database is gone. The next start makes a new one.");
  },
  async url() {
    const url = process.env.DATABASE_URL ?? embedded().knownUrl();
    if (!url) throw new StartError("There is no database yet: npm run db -- start makes one.");
    console.log(url);
  },
  async backup(file) {
    const { backup } = await import("./backup.mjs");
    const { url, stop } = await openDatabase({ quiet: true });
    await backup(url, file).finally(stop);
  },
  async restore(file) {
    const { restore } = await import("./backup.mjs");
    const { url, stop } = await openDatabase({ quiet: true });
    await restore(url, file).finally(stop);
  },
};

await runMain(async () => {
  const [name, file, ...rest] = process.argv.slice(2);
  const needsFile = name === "backup" || name === "restore";
  if (!Object.hasOwn(commands, name ?? "") || needsFile !== Boolean(file) || rest.length)
    throw new StartError(usage);
  ensureInstalled();
  await commands[name](file);
});
