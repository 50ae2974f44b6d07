import { describe, expect, it } from "vitest";
import { comesFromElsewhere } from "./own-origin";

const own = "https://sluice.example";
const cases: [name: string, headers: Record<string, string>, elsewhere: boolean][] = [
  ["our own page", { origin: "http://127.0.0.1:3000", host: "127.0.0.1:3000" }, false],
  [
    "our own page behind a proxy that tells its host",
    { origin: own, host: "10.0.0.7", "x-forwarded-host": "sluice.example" },
    false,
  ],
  [
    "our own page behind a proxy that tells nothing, known by AUTH_URL",
    { origin: own, host: "10.0.0.7" },
    false,
  ],
  ["another site", { origin: "https://evil.example", host: "sluice.example" }, true],
  ["another port of the same host", { origin: "http://127.0.0.1:8000", host: "127.0.0.1:3000" }, true],
  [
    "a host that begins like ours",
    { origin: "https://sluice.example.evil.example", host: "sluice.example" },
    true,
  ],
  ["a sandboxed frame", { origin: "null", host: "sluice.example" }, true],
  ["nowhere that it would say", { host: "sluice.example" }, true],
  ["an origin that is no address", { origin: "x", host: "x" }, true],
];

describe("a change that comes with a cookie", () => {
  it.each(cases)("from %s", (_, headers, elsewhere) => {
    expect(comesFromElsewhere(new Headers(headers), own)).toBe(elsewhere);
  });
});
