import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  encoding: "utf8",
})
  .split("\n")
  .filter(Boolean);
const read = (file: string) => readFileSync(file, "utf8");
const product = files.filter(
  (file) => /^(app|components|lib)\/.*\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file),
);

describe("the house", () => {
  it("has only the six folders and lib's map at the top", () => {
    const folders = new Set(
      files.filter((file) => file.includes("/") && !file.startsWith(".")).map((file) => file.split("/")[0]),
    );
    expect([...folders].sort()).toEqual(["app", "components", "e2e", "lib", "prisma", "public"]);
  });

  it("marks every file that touches the world as server-only", () => {
    const open = product.filter(
      (file) => /^lib\/[^/]+\/server\//.test(file) && !read(file).startsWith('import "server-only"'),
    );
    expect(open).toEqual([]);
  });

  it("keeps pure files pure: no clock, no random, no environment", () => {
    const pure = product.filter(
      (file) =>
        /^lib\/(?!entry|gateway|platform)[^/]+\/[^/]+\.ts$/.test(file) && !/(routes|actions)\.ts$/.test(file),
    );
    const impure = pure.filter((file) =>
      /Date\.now\(|new Date\(\)|Math\.random|process\.|crypto\.random/.test(read(file)),
    );
    expect(impure).toEqual([]);
  });

  it("reads the environment in one place", () => {
    expect(product.filter((file) => /process\.env/.test(read(file)))).toEqual(["lib/platform/env.ts"]);
  });

  it("writes CSV in one place, where no cell becomes a formula", () => {
    expect(product.filter((file) => /replaceAll\('"', '""'\)|replace\(\/"\/g/.test(read(file)))).toEqual([
      "lib/kernel/csv.ts",
    ]);
  });

  it("names things after what they are", () => {
    const vague = product.filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|manager|processor|data|info)(\/|\.tsx?$)/.test(file),
    );
    expect(vague).toEqual([]);
  });
});
