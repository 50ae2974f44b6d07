import { describe, expect, it } from "vitest";
import type { Price } from "../usage";
import type { Annotation } from "./annotation";
import { type MarkerSources, toMarkers } from "./markers";

const none: MarkerSources = { campaigns: [], pauses: [], prices: [], annotations: [], acts: [] };
const range = {
  from: Date.parse("2026-11-10T16:00:00Z"),
  to: Date.parse("2026-11-21T16:00:00Z"),
  zone: "Asia/Shanghai",
};
const launch = {
  key: "autumn",
  name: "Autumn welcome",
  launchedAt: "2026-11-13T02:00:00.500Z",
  endedAt: null,
};

describe("a launch", () => {
  it("says when, on the clock of the view, and who", () => {
    const acts = [
      {
        at: "2026-11-13T02:00:00.700Z",
        action: "campaign.launched" as const,
        target: { kind: "campaign", id: "autumn" },
        actor: { kind: "person", id: "g", name: "Gao Min" },
        reason: null,
      },
    ];
    expect(toMarkers({ ...none, campaigns: [launch], acts }, range)).toEqual([
      {
        kind: "launch",
        from: launch.launchedAt,
        label: "Autumn welcome",
        detail: "launched Fri 13 Nov 10:00, by Gao Min",
      },
    ]);
  });

  it("before the range is no marker, its end inside is", () => {
    const ended = { ...launch, launchedAt: "2026-11-01T02:00:00Z", endedAt: "2026-11-15T02:00:00Z" };
    expect(toMarkers({ ...none, campaigns: [ended] }, range).map(({ kind }) => kind)).toEqual(["end"]);
  });
});

describe("a pause", () => {
  const pause = {
    scope: "all" as const,
    pausedAt: "2026-11-20T04:10:04.123Z",
    pausedBy: "Elena Xu",
    reason: "Spend rate tripled",
    resumedAt: "2026-11-20T10:00:00Z" as string | null,
    resumedBy: "Elena Xu" as string | null,
  };

  it("is a band with who and why", () => {
    expect(toMarkers({ ...none, pauses: [pause] }, range)).toEqual([
      {
        kind: "pause",
        from: pause.pausedAt,
        to: pause.resumedAt,
        label: "Paused 12:10–18:00",
        detail: "Fri 20 Nov 12:10 by Elena Xu, “Spend rate tripled”, resumed Fri 20 Nov 18:00 by Elena Xu",
      },
    ]);
  });

  it("that stands has no end, and is there though it began before the range", () => {
    const standing = { ...pause, pausedAt: "2026-11-01T04:10:00Z", resumedAt: null, resumedBy: null };
    expect(toMarkers({ ...none, pauses: [standing] }, range)).toMatchObject([
      { to: null, label: "Paused 12:10", detail: expect.stringContaining("still paused") },
    ]);
  });

  it("over before the range is none", () => {
    const over = { ...pause, pausedAt: "2026-11-01T04:10:00Z", resumedAt: "2026-11-01T10:00:00Z" };
    expect(toMarkers({ ...none, pauses: [over] }, range)).toEqual([]);
  });
});

describe("prices", () => {
  const price = (more: Partial<Price>): Price => ({
    id: "1",
    model: "qwen-plus",
    currency: "USD",
    effectiveFrom: "2026-11-15T00:00:00.000Z",
    perMillion: { input: "0.40", output: "1.20" },
    origin: "own",
    createdBy: "Fei Lin",
    createdAt: "2026-11-14T09:00:00.000Z",
    ...more,
  });

  it("that begin together are one marker", () => {
    const markers = toMarkers(
      { ...none, prices: [price({}), price({ id: "2", model: "*", perMillion: { output: "2" } })] },
      range,
    );
    expect(markers).toEqual([
      {
        kind: "price",
        from: "2026-11-15T00:00:00.000Z",
        label: "2 prices",
        detail:
          "Sun 15 Nov 08:00, qwen-plus: in 0.40, out 1.20 USD a million tokens; any other model: out 2 USD a million tokens, set by Fei Lin",
      },
    ]);
  });

  it("of the list that ships with Sluice are none", () => {
    expect(toMarkers({ ...none, prices: [price({ origin: "list" })] }, range)).toEqual([]);
  });
});

it("markers stand in the order of time", () => {
  const pauses = [
    {
      scope: "all" as const,
      pausedAt: "2026-11-12T00:00:00Z",
      pausedBy: "E",
      reason: null,
      resumedAt: "2026-11-12T01:00:00Z",
      resumedBy: "E",
    },
  ];
  expect(toMarkers({ ...none, campaigns: [launch], pauses }, range).map(({ kind }) => kind)).toEqual([
    "pause",
    "launch",
  ]);
});

describe("notes of people", () => {
  const note = (from: string, text: string, more: Partial<Annotation> = {}): Annotation => ({
    id: text,
    from,
    to: null,
    text,
    campaign: null,
    by: { kind: "person", id: "g", name: "Gao Min" },
    createdAt: from,
    editedAt: null,
    ...more,
  });

  it("say what and who, and shorten only what stands on the chart", () => {
    const text = "The provider\nhalves its price for cached input";
    const [marker] = toMarkers(
      { ...none, annotations: [note("2026-11-13T02:00:00Z", text, { campaign: "autumn" })] },
      range,
    );
    expect(marker).toEqual({
      kind: "annotation",
      from: "2026-11-13T02:00:00Z",
      label: "The provider halves its…",
      detail: "“The provider halves its price for cached input”, about autumn, Fri 13 Nov 10:00, by Gao Min",
    });
  });

  it("of one day on the view's clock are one marker, from the first on, as long as the longest", () => {
    const annotations = [
      note("2026-11-13T15:59:00Z", "late"),
      note("2026-11-12T16:00:00Z", "first", { to: "2026-11-14T00:00:00Z" }),
      note("2026-11-13T16:00:00Z", "the next day"),
      ...["a", "b", "c", "d"].map((name) => note("2026-11-13T01:00:00Z", name)),
    ];
    const markers = toMarkers({ ...none, annotations }, range);
    expect(markers.map(({ label, from, to }) => [label, from, to])).toEqual([
      ["6 notes", "2026-11-12T16:00:00Z", "2026-11-14T00:00:00Z"],
      ["the next day", "2026-11-13T16:00:00Z", undefined],
    ]);
    expect(markers[0]?.detail).toMatch(/^“first”, .*; “a”.*; and 1 more$/);
  });

  it("touch the range with any part of theirs", () => {
    const annotations = [
      note("2026-11-01T00:00:00Z", "before, over"),
      note("2026-11-02T00:00:00Z", "before, lasting", { to: "2026-11-12T00:00:00Z" }),
      note("2026-11-21T16:00:00Z", "after"),
    ];
    expect(toMarkers({ ...none, annotations }, range).map(({ label }) => label)).toEqual(["before, lasting"]);
  });
});
