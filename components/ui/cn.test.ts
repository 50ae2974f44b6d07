import { describe, expect, it } from "vitest";
import { cn } from "./cn";

describe("cn", () => {
  it.each([
    ["text-body text-ink", "text-body text-ink"],
    ["text-body text-meta", "text-meta"],
    ["text-ink text-red", "text-red"],
    ["rounded-card rounded-control", "rounded-control"],
    ["h-8 h-9", "h-9"],
  ])("keeps of %s what does not contradict: %s", (given, kept) => {
    expect(cn(given)).toBe(kept);
  });
});
