import { describe, expect, it } from "vitest";
import type { Actor, KeyActor, Role } from "../auth";
import { annotationInput, mayChange } from "./annotation";
import { annotationForm, toAnnotateUrl } from "./annotation-form";
import { resolveView } from "./view";

const wrong = (given: unknown) =>
  annotationInput.safeParse(given).error?.issues.map(({ path, message }) => [path.join("/"), message]) ?? [];
const note = { from: "2026-11-13T10:00:00+08:00", text: " What happened " };

describe("what is noted", () => {
  it("has a time in UTC and words without blanks around them", () => {
    expect(annotationInput.parse(note)).toEqual({ from: "2026-11-13T02:00:00.000Z", text: "What happened" });
  });

  it.each([
    ["no words", { ...note, text: " \n" }, "text"],
    ["281 letters", { ...note, text: "x".repeat(281) }, "text"],
    ["an end before its start", { ...note, to: "2026-11-13T01:00:00Z" }, "to"],
    ["no length", { ...note, to: "2026-11-13T02:00:00Z" }, "to"],
    ["more than 400 days", { ...note, to: "2027-12-19T02:00:00Z" }, "to"],
    ["a time of no clock", { ...note, from: "tomorrow" }, "from"],
    ["a campaign without a name", { ...note, campaign: " " }, "campaign"],
    ["a field that is none", { ...note, colour: "red" }, ""],
  ])("is refused with %s, at its field", (_, given, field) => {
    expect(wrong(given).map(([at]) => at)).toEqual([field]);
  });

  it("takes 280 letters of any script", () => {
    expect(wrong({ ...note, text: "界".repeat(279).concat("🎉") })).toEqual([]);
  });
});

it("the form's clock is the view's, and what is no time stays for the schema to refuse", () => {
  const typed = { timeZone: "Asia/Shanghai", from: "2026-11-13T10:00", text: "a\r\nb", campaign: " autumn " };
  expect(annotationForm.parse(typed)).toEqual({
    from: "2026-11-13T02:00:00.000Z",
    text: "a\nb",
    campaign: "autumn",
  });
  expect(annotationForm.safeParse({ ...typed, from: "soon" }).error?.issues[0]?.path).toEqual(["from"]);
});

describe("who may change it", () => {
  const person = (id: string, role: Role): Actor => ({ kind: "person", id, name: id, email: "", role });
  const key: KeyActor = {
    kind: "key",
    id: "gao",
    name: "gao",
    prefix: "",
    publicId: "",
    scopes: ["campaigns:write"],
    allowedOrigins: [],
  };
  it.each([
    ["its author, whatever the role", person("gao", "executive"), true],
    ["an administrator", person("ada", "admin"), true],
    ["somebody else", person("fei", "finance"), false],
    ["a key that has the author's id", key, false],
  ])("%s: %#", (_, actor, may) => {
    expect(mayChange({ by: { kind: "person", id: "gao", name: "Gao Min" } }, actor)).toBe(may);
  });
});

it("the way from a chart to the form and back keeps the view", () => {
  const at = { now: Date.parse("2026-11-21T08:00:00Z"), zone: "UTC" };
  expect(toAnnotateUrl("/", resolveView({}, at), "UTC")).toBe("/annotations");
  const view = resolveView({ range: "7", timeZone: "Asia/Shanghai", compare: "plan" }, at);
  const url = new URL(toAnnotateUrl("/costs", view, "UTC"), "http://own.invalid");
  expect(url.searchParams.get("back")).toBe("/costs?range=7&timeZone=Asia%2FShanghai");
  expect(url.searchParams.get("timeZone")).toBe("Asia/Shanghai");
});
