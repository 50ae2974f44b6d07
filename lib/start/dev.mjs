// npm run dev: the same database with hot reload; gateway and worker are bundled again and restarted on change.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { bundleOptions, bundles } from "./build.mjs";
import { clearLeftovers, watchChildren } from "./children.mjs";
import { isEmpty, openDatabase } from "./database.mjs";
import { childEnvironment, readServing, root } from "./environment.mjs";
import { ensureInstalled } from "./install.mjs";
import { runMain, say } from "./say.mjs";

await runMain(async () => {
  const serving = readServing();
  mkdirSync(serving.dataDir, { recursive: true });
  clearLeftovers(serving.dataDir);
  ensureInstalled();
  const { context, build } = await import("esbuild");
  const database = await openDatabase({ keepAdopted: false });
  const env = { ...childEnvironment(serving, database.url), NODE_ENV: "development" };
  if (await isEmpty(database.url)) {
    await build(bundleOptions("seed"));
    spawnSync(process.execPath, ["--conditions=react-server", path.join(root, ".build/seed.mjs")], {
      cwd: root,
      env,
      stdio: "inherit",
    });
  }
  const children = watchChildren(serving.dataDir);
  for (const name of ["gateway", "worker"]) {
    let child = false;
    const restart = {
      name: "restart",
      setup: ({ onEnd }) =>
        onEnd(({ errors }) => {
          if (errors.length) return say(`${bundles[name]}: ${errors[0].text}`);
          if (child) children.restart(name);
          else
            children.begin(
              name,
              ["--conditions=react-server", "--enable-source-maps", `.build/${name}.mjs`],
              env,
            );
          child = true;
        }),
    };
    await (await context({ ...bundleOptions(name), plugins: [restart] })).watch();
  }
  children.begin(
    "dashboard",
    ["node_modules/next/dist/bin/next", "dev", "-p", String(serving.port), "-H", serving.host],
    env,
  );
  if (serving.demo) say(`sign in as admin@sluice.test ${serving.demoPassword}`);
  const stop = async () => {
    await children.stop();
    database.stop();
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
});
