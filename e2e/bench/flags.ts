import { createServer } from "node:http";
import { Worker } from "node:worker_threads";
import { closeDatabase, useDatabase } from "@/lib/platform/db";
import { makeKey, startGateway } from "../fixtures/gateway";
import type { Bench } from "./bench";

const SECONDS = 4;
const CALLERS = 64;

// a load of its own thread: raw sockets with keep-alive, so that the driver costs little
const driver = `
const { connect } = require("node:net");
const { parentPort, workerData: { port, payload, callers, ms } } = require("node:worker_threads");
let done = 0, stop = false;
for (let i = 0; i < callers; i += 1) {
  const socket = connect(port, "127.0.0.1");
  let waiting = "";
  socket.setEncoding("latin1");
  socket.on("data", (text) => {
    waiting += text;
    const head = waiting.indexOf("\\r\\n\\r\\n");
    if (head < 0) return;
    const length = Number(/content-length: (\\d+)/i.exec(waiting.slice(0, head))?.[1] ?? 0);
    if (waiting.length < head + 4 + length) return;
    waiting = "";
    done += 1;
    if (!stop) socket.write(payload); else socket.destroy();
  });
  socket.on("error", () => {});
  socket.write(payload);
}
setTimeout(() => { stop = true; parentPort.postMessage(done); setTimeout(() => process.exit(0), 200); }, ms);
`;

function load(port: number, payload: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(driver, {
      eval: true,
      workerData: { port, payload, callers: CALLERS, ms: SECONDS * 1000 },
    });
    worker.once("message", (done: number) => resolve(done / SECONDS));
    worker.once("error", reject);
  });
}

/** How many times a second one gateway answers the bulk evaluation, beside a bare node:http server that answers the same bytes. */
export const flags: Bench = async ({ url: database, say }) => {
  await useDatabase(database);
  const { key } = await makeKey(["flags:read"]);
  const gateway = await startGateway(database);
  const body = JSON.stringify({ context: { targetingKey: "user" } });
  const payload = (port: number) =>
    `POST /ofrep/v1/evaluate/flags HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer ${key}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  const sample = await (await gateway.ask("/ofrep/v1/evaluate/flags", { key, json: {} })).text();
  const bare = createServer((incoming, answer) => {
    incoming.resume();
    incoming.on("end", () => answer.writeHead(200, { "content-type": "application/json" }).end(sample));
  });
  await new Promise<void>((resolve) => {
    bare.listen(0, "127.0.0.1", resolve);
  });
  try {
    const barePort = (bare.address() as { port: number }).port;
    const port = Number(new URL(gateway.url).port);
    await load(port, payload(port));
    const yardstickValue = await load(barePort, payload(barePort));
    const value = await load(port, payload(port));
    say(`${Math.round(value)} a second, bare node:http ${Math.round(yardstickValue)}`);
    return [
      {
        name: "flags: bulk evaluations",
        value,
        unit: "a second",
        yardstick: "bare node:http with the same answer",
        yardstickValue,
        ratio: value / yardstickValue,
        must: "at least a third of bare node:http",
        ok: value / yardstickValue >= 1 / 3,
      },
    ];
  } finally {
    bare.close();
    await gateway.stop();
    await closeDatabase();
  }
};
