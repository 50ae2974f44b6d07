import { describe, expect, it } from "vitest";
import { createGate, enter } from "./in-flight";

describe("places for requests under way", () => {
  it("are as many as said, for each who asks alone, and free again when one leaves", () => {
    const leave = enter("a", 2);
    expect(enter("a", 2)).not.toBeNull();
    expect(enter("a", 2)).toBeNull();
    expect(enter("b", 2)).not.toBeNull();
    leave?.();
    expect(enter("a", 2)).not.toBeNull();
  });
});

describe("the gate before long work", () => {
  it("lets in as many as it has places, the others in the order they came", async () => {
    const pass = createGate(2);
    const order: number[] = [];
    const leavers: (() => void)[] = [];
    const ask = async (n: number) => {
      const entered = await pass();
      if (!entered.ok) throw new Error(entered.error.detail);
      order.push(n);
      leavers.push(entered.value);
    };
    const all = [0, 1, 2, 3].map(ask);
    await Promise.all(all.slice(0, 2));
    expect(order).toEqual([0, 1]);
    leavers.shift()?.();
    await all[2];
    leavers.shift()?.();
    await all[3];
    expect(order).toEqual([0, 1, 2, 3]);
    for (const leave of leavers) leave();
    expect((await pass()).ok).toBe(true);
  });

  it("refuses with unavailable who has waited too long, and who would stand too far back", async () => {
    const pass = createGate(1, { mostWaiting: 1, patienceMs: 20 });
    const first = await pass();
    const second = pass();
    expect(await pass()).toMatchObject({ ok: false, error: { code: "unavailable" } });
    expect(await second).toMatchObject({ ok: false, error: { code: "unavailable" } });
    if (first.ok) first.value();
    expect((await pass()).ok, "who gave up holds no place").toBe(true);
  });
});
