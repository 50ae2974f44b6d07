import { describe, expect, it } from "vitest";
import { toOwnPath } from "./own-path";

describe("toOwnPath", () => {
  it.each([
    "/",
    "/campaigns",
    "/campaigns/autumn-welcome?confirm=launch#funnel",
    "/audit?actor=1&from=2026-11-01T00:00:00%2B08:00",
    "/campaigns?search=https://evil.example",
    "/campaigns?search=100%25",
  ])("leads back to %s", (path) => {
    expect(toOwnPath(path)).toBe(path);
  });

  it.each([
    "https://evil.example",
    "http://127.0.0.1:3000/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/%2Fevil.example",
    "/%2f%2fevil.example",
    "/%5Cevil.example",
    "/%255Cevil.example",
    "/%09/evil.example",
    "/.//evil.example",
    "/..//evil.example",
    "/campaigns/..//evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "campaigns",
    "/%",
    "",
    "/sign-in",
    "/sign-in?callbackUrl=/",
    "/api/auth/signout",
    "/_next/static/x.js",
    `/${"a".repeat(3_000)}`,
    undefined,
    null,
    ["/campaigns"],
    7,
  ])("never leads to %j", (given) => {
    expect(toOwnPath(given)).toBe("/");
  });
});
