// The database of a command: DATABASE_URL when set, else the embedded one of DATA_DIR.
import { embeddedPostgres } from "../../prisma/embedded/postgres.mjs";
import { dataFolder, root, StartError } from "./environment.mjs";
import { say } from "./say.mjs";

async function connect(url) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return client;
  } catch (error) {
    throw new StartError(
      `The database at ${new URL(url).host} does not answer: ${error.message || error.code}. Check DATABASE_URL.`,
    );
  }
}

/** The embedded Postgres of this DATA_DIR; DATABASE_URL must not be set. */
export function embedded() {
  return embeddedPostgres({ root, dataDir: dataFolder(), say });
}

/**
 * A running, migrated database: {url, isEmbedded, stop}. `stop` ends the embedded one, unless it ran before us and
 * `keepAdopted` says to leave it.
 */
export async function openDatabase({ keepAdopted = true, quiet = false } = {}) {
  const given = process.env.DATABASE_URL;
  let url = given;
  let stop = () => {};
  if (!given) {
    const postgres = embedded();
    let opened;
    try {
      opened = await postgres.start();
    } catch (error) {
      throw error.constructor.name === "DatabaseError" ? new StartError(error.message) : error;
    }
    url = opened.url;
    if (opened.started || !keepAdopted) stop = () => postgres.stop();
    if (!opened.started && !quiet) say("The database runs already: using it.");
  }
  try {
    const { migrate } = await import("../../prisma/embedded/migrate.mjs");
    const client = await connect(url);
    try {
      await migrate(client, { onApply: (name) => say(`Migrating: ${name}`) });
    } finally {
      await client.end();
    }
  } catch (error) {
    stop();
    throw error;
  }
  return { url, isEmbedded: !given, stop };
}

/** True while nobody can sign in, or the first loading was interrupted: the database is still to be seeded. */
export async function isEmpty(url) {
  const client = await connect(url);
  try {
    return (
      await client.query(
        "SELECT NOT EXISTS (SELECT 1 FROM person) OR EXISTS (SELECT 1 FROM setting WHERE key = 'seed.unfinished') AS empty",
      )
    ).rows[0].empty;
  } finally {
    await client.end();
  }
}
