import { describe, expect, it } from "vitest";
import { readAdvisories } from "./advisories.mjs";

const report = (...found: [name: string, severity: string][]) =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: Object.fromEntries(
      found.map(([name, severity]) => [name, { name, severity, range: "<2.0.0" }]),
    ),
    metadata: { vulnerabilities: { total: found.length } },
  });

describe("the advisories of a report", () => {
  it("are those that are high or critical", () => {
    const found = readAdvisories(
      report(["a", "low"], ["b", "high"], ["c", "critical"], ["d", "moderate"], ["e", "info"]),
    );
    expect(found).toEqual(["b <2.0.0: high", "c <2.0.0: critical"]);
  });
  it("are none when nothing is known", () => {
    expect(readAdvisories(report())).toEqual([]);
  });
  it.each([
    "",
    "no JSON",
    "null",
    '{"message": "405 Method Not Allowed", "statusCode": 405}',
    '{"error": {"code": "ENOTFOUND"}}',
  ])("are not known from %j", (said) => {
    expect(readAdvisories(said)).toBeNull();
  });
});
