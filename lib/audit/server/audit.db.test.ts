import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../e2e/fixtures/test-database";
import type { PersonActor } from "../../auth";
import { toCursor } from "../../kernel/cursor";
import { closeDatabase, db, useDatabase } from "../../platform/db";
import type { AuditAction } from "../event";
import { listAuditActors, listAuditEntries, recordAudit } from ".";

const ana: PersonActor = { kind: "person", id: "1", name: "Ana", email: "a@x.test", role: "growth" };
let database: TestDatabase;

/** Entries as a demo or an import brings them: told later than they happened. */
async function tell(
  entries: { at: string; who: string; name: string; action: AuditAction; target: string }[],
) {
  await db().auditEntry.createMany({
    data: entries.map(({ at, who, name, action, target }) => ({
      at: new Date(at),
      actorKind: "person",
      actorId: who,
      actorName: name,
      action,
      targetKind: "campaign",
      targetId: target,
    })),
  });
}

async function pages(limit: number, filter = {}): Promise<string[][]> {
  const found: string[][] = [];
  let cursor: string | undefined;
  do {
    const page = await listAuditEntries(ana, { limit, filter, ...(cursor ? { cursor } : {}) });
    if (!page.ok) throw new Error(page.error.detail);
    found.push(page.value.data.map(({ target }) => target.id));
    cursor = page.value.nextCursor ?? undefined;
  } while (cursor);
  return found;
}

beforeAll(async () => {
  database = await createTestDatabase("audit");
  await useDatabase(database.url);
  await tell([
    { at: "2026-11-03T00:00:00Z", who: "1", name: "Ana before", action: "campaign.created", target: "c" },
    { at: "2026-11-01T00:00:00Z", who: "2", name: "Wei", action: "campaign.created", target: "a" },
    { at: "2026-11-04T00:00:00Z", who: "1", name: "Ana", action: "campaign.paused", target: "d" },
    { at: "2026-11-02T00:00:00Z", who: "1", name: "Ana before", action: "campaign.created", target: "b1" },
    { at: "2026-11-02T00:00:00Z", who: "2", name: "Wei", action: "campaign.paused", target: "b2" },
  ]);
});
afterAll(async () => {
  await closeDatabase();
  await database.drop();
});

describe("the audit", () => {
  it("lists newest first by when it happened, whole and once on pages of any size", async () => {
    for (const limit of [1, 2, 3, 4, 5, 100]) {
      expect((await pages(limit)).flat()).toEqual(["d", "c", "b2", "b1", "a"]);
    }
    expect(await pages(2)).toEqual([["d", "c"], ["b2", "b1"], ["a"]]);
  });

  it.each([
    [{ action: "campaign.paused" }, ["d", "b2"]],
    [{ actorId: "1" }, ["d", "c", "b1"]],
    [{ targetKind: "campaign", targetId: "a" }, ["a"]],
    [{ targetKind: "switch" }, []],
    [{ actorId: "1", action: "campaign.created" }, ["c", "b1"]],
  ])("narrowed by %j shows %j, page by page", async (filter, targets) => {
    expect((await pages(1, filter)).flat()).toEqual(targets);
  });

  it.each(["nonsense", toCursor(["1"]), toCursor(["2026", "x"]), toCursor(["yesterday", "1"])])(
    "refuses the cursor %s",
    async (cursor) => {
      expect(await listAuditEntries(ana, { cursor })).toMatchObject({
        ok: false,
        error: { code: "invalid_request" },
      });
    },
  );

  it("names who acted once each, by the newest name", async () => {
    const actors = await listAuditActors(ana);
    expect(actors.ok && actors.value.map(({ id, name }) => `${id} ${name}`)).toEqual(["1 Ana", "2 Wei"]);
  });

  it("is for whoever may see, and for no key that may not", async () => {
    const key = {
      kind: "key",
      id: "k",
      name: "k",
      prefix: "",
      publicId: "",
      scopes: [],
      allowedOrigins: [],
    } as const;
    expect(await listAuditEntries(key)).toMatchObject({ ok: false, error: { code: "forbidden" } });
    expect(await listAuditActors(key)).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });

  it("disappears with the change that it tells of", async () => {
    const before = (await pages(100)).flat().length;
    await db()
      .$transaction(async (tx) => {
        await recordAudit(tx, ana, { action: "campaign.ended", target: { kind: "campaign", id: "never" } });
        throw new Error("the change failed");
      })
      .catch(() => undefined);
    expect((await pages(100)).flat()).toHaveLength(before);
  });
});
