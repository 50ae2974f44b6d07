import "server-only";
import type { ServerResponse } from "node:http";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { KnownKey } from "../../auth/server";
import { retryLine, type Sink, streamHub } from "./stream-hub";

const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-accel-buffering": "no",
  "x-content-type-options": "nosniff",
};

const frames = new WeakMap<Buffer, Buffer>();

/** One HTTP/1.1 chunk of it; made once, however many streams it goes to. */
function toFrame(chunk: Buffer): Buffer {
  const made = frames.get(chunk);
  if (made) return made;
  const frame = Buffer.concat([
    Buffer.from(`${chunk.byteLength.toString(16)}\r\n`),
    chunk,
    Buffer.from("\r\n"),
  ]);
  frames.set(chunk, frame);
  return frame;
}

/**
 * Writes past the response, which would take three writes, a cork and a turn of the loop for each of thousands of streams.
 * Only when nothing waits in the response itself, or what is told would overtake it.
 */
function writeChunk(outgoing: ServerResponse, chunk: Buffer): void {
  const { socket } = outgoing;
  if (!socket || outgoing.writableLength !== socket.writableLength) outgoing.write(chunk);
  else if (!socket.destroyed) socket.write(outgoing.chunkedEncoding ? toFrame(chunk) : chunk);
}

/** The address is written by us, with no slow reader able to hold more than the kernel's buffer and SLOW_BYTES. */
function streamOverSocket(
  outgoing: ServerResponse,
  begin: (sink: Sink) => () => void,
  more: Record<string, string>,
) {
  outgoing.writeHead(200, { ...headers, ...more, connection: "keep-alive" });
  outgoing.socket?.setNoDelay(true);
  // the first one carries the head
  let isBegun = false;
  const leave = begin({
    write: (chunk) => {
      if (isBegun) writeChunk(outgoing, chunk);
      else outgoing.write(chunk);
      isBegun = true;
    },
    end: () => {
      outgoing.end();
      // a client that does not take what it is given would hold the socket for ever
      if (outgoing.writableLength > 0) outgoing.destroy();
    },
    waiting: () => outgoing.writableLength,
  });
  outgoing.once("close", leave);
  return RESPONSE_ALREADY_SENT;
}

function streamOverWeb(signal: AbortSignal, begin: (sink: Sink) => () => void): Response {
  let leave = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        leave = begin({
          write: (chunk) => controller.enqueue(chunk),
          end: () => {
            try {
              controller.close();
            } catch {
              // the client closed it first
            }
          },
          waiting: () => -(controller.desiredSize ?? 0),
        });
        signal.addEventListener("abort", () => leave(), { once: true });
      },
      cancel: () => leave(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
  return new Response(body, { headers });
}

/**
 * The event stream of a key: on Node's own response in the gateway, as a web stream elsewhere. When there is no room it
 * is answered 200 and ends, with a time to come back: an error would make the stock client storm.
 */
export function openStream(
  key: KnownKey,
  {
    outgoing,
    signal,
    address,
  }: { outgoing: ServerResponse | undefined; signal: AbortSignal; address: string },
  more: Record<string, string>,
): Response {
  const hub = streamHub();
  const holder = `${key.id} ${address}`;
  if (!hub.hasRoom(holder)) {
    return new Response(`${retryLine(5_000, 30_000)}: no room just now\n\n`, { headers });
  }
  const begin = (sink: Sink) => hub.add({ sink, keyId: key.id, token: key.streamToken, holder });
  return outgoing ? streamOverSocket(outgoing, begin, more) : streamOverWeb(signal, begin);
}
