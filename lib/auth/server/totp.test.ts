import { describe, expect, it } from "vitest";
import { findTotpStep, fromBase32, newTotpSecret, toBase32, toOtpauth, totpCode, totpStep } from "./totp";

// RFC 6238, appendix B: SHA-1 with the ASCII secret "12345678901234567890", eight digits
const secret = Buffer.from("12345678901234567890");

describe("TOTP", () => {
  it.each([
    [59, "94287082"],
    [1_111_111_109, "07081804"],
    [1_111_111_111, "14050471"],
    [1_234_567_890, "89005924"],
    [2_000_000_000, "69279037"],
    [20_000_000_000, "65353130"],
  ])("gives RFC 6238's code at %i s", (seconds, code) => {
    expect(totpCode(secret, totpStep(new Date(seconds * 1_000)), 8)).toBe(code);
  });

  // RFC 4648, section 10
  it.each([
    ["", ""],
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ])("writes %j in base32 as RFC 4648 does", (text, base32) => {
    expect(toBase32(Buffer.from(text))).toBe(base32);
    expect(fromBase32(base32).toString()).toBe(text);
  });

  it("takes the codes of this step and its neighbours, with a blank in the middle, and no others", () => {
    const mine = newTotpSecret();
    const now = new Date("2026-11-25T12:00:10Z");
    const step = totpStep(now);
    const code = (of: number) => totpCode(fromBase32(mine), of);
    for (const away of [-1, 0, 1]) expect(findTotpStep(mine, code(step + away), now)).toBe(step + away);
    expect(findTotpStep(mine, `${code(step).slice(0, 3)} ${code(step).slice(3)}`, now)).toBe(step);
    for (const wrong of [code(step - 3), code(step + 3), "", "12345", "abcdef", "1234567"]) {
      expect(findTotpStep(mine, wrong, now)).toBeNull();
    }
  });

  it("tells an app whose code it is", () => {
    expect(toOtpauth("ABC", "a+b@example.test")).toBe(
      "otpauth://totp/Sluice:a%2Bb%40example.test?secret=ABC&issuer=Sluice&algorithm=SHA1&digits=6&period=30",
    );
  });
});
