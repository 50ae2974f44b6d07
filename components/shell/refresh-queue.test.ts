import { expect, it } from "vitest";
import { RefreshQueue } from "./refresh-queue";

/** Readings that end when told to. */
function readings() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const read = (kind: string) => {
    begun.push(kind);
    return new Promise<void>((resolve) => ends.push(resolve));
  };
  const end = async () => {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, read, end };
}

it("reads at once, and once more for everything that changed meanwhile", async () => {
  const { begun, read, end } = readings();
  const queue = new RefreshQueue(read);
  queue.ask("usage");
  queue.ask("usage");
  queue.ask("usage");
  expect(begun).toEqual(["usage"]);
  await end();
  expect(begun).toEqual(["usage", "usage"]);
  await end();
  expect(begun).toHaveLength(2);
  queue.ask("usage");
  expect(begun).toHaveLength(3);
});

it("lets one kind not wait for another", async () => {
  const { begun, read } = readings();
  const queue = new RefreshQueue(read);
  queue.ask("usage");
  queue.ask("flow");
  expect(begun).toEqual(["usage", "flow"]);
});

it("goes on after a reading that failed", async () => {
  let asked = 0;
  const queue = new RefreshQueue(async () => {
    asked += 1;
    throw new Error("away");
  });
  queue.ask("usage");
  await new Promise((resolve) => setImmediate(resolve));
  queue.ask("usage");
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toBe(2);
});
