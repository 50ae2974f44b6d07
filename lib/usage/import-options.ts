import { err, ok, type Result } from "../kernel/result";
import { type ImportFormat, importFormats } from "./formats";
import { type CsvMap, parseCsvMap } from "./formats/csv";
import { isName } from "./usage-event";

export type ImportOptions = {
  files: string[];
  format: ImportFormat | null;
  map: CsvMap | null;
  source: string | null;
  model: string | null;
  campaign: string | null;
  shiftToNow: boolean;
  dryRun: boolean;
  json: boolean;
};

export const importUsage = `npm run import -- FILE [--format ${importFormats.join("|")}]
  [--map time=…,subject=…,model=…,inputTokens=…] [--source NAME] [--model NAME] [--campaign KEY]
  [--shift-to-now] [--dry-run] [--json]`;

const valued = ["--format", "--map", "--source", "--model", "--campaign"] as const;
type Valued = (typeof valued)[number];

function readName(flag: string, value: string | undefined): Result<string | null, string> {
  if (value === undefined) return ok(null);
  return isName(value) ? ok(value) : err(`${flag}: must have 1 to 200 characters and no control characters.`);
}

/** The command line of an import, or a sentence that says what is wrong with it. */
export function parseImportOptions(args: string[]): Result<ImportOptions, string> {
  const files: string[] = [];
  const given = new Map<Valued, string>();
  const switches = new Set<string>();
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    const [flag = "", ...rest] = arg.split("=");
    if ((valued as readonly string[]).includes(flag)) {
      if (given.has(flag as Valued)) return err(`${flag} stands twice.`);
      const value = rest.length > 0 ? rest.join("=") : args[at + 1];
      if (rest.length === 0) at += 1;
      if (value === undefined || value === "" || (rest.length === 0 && value.startsWith("--")))
        return err(`${flag} needs a value.`);
      given.set(flag as Valued, value);
    } else if (["--shift-to-now", "--dry-run", "--json"].includes(arg)) switches.add(arg);
    else if (arg.startsWith("-")) return err(`${arg} is not known here. Usage: ${importUsage}`);
    else files.push(arg);
  }
  if (files.length === 0) return err(`Which file? Usage: ${importUsage}`);
  const format = given.get("--format");
  if (format !== undefined && !(importFormats as readonly string[]).includes(format))
    return err(`--format: ${format} is not a format. The formats are ${importFormats.join(", ")}.`);
  const mapText = given.get("--map");
  if (mapText !== undefined && format !== undefined && format !== "csv")
    return err(`--map goes with --format csv only, not with ${format}.`);
  const map = mapText === undefined ? ok(null) : parseCsvMap(mapText);
  if (!map.ok) return map;
  const source = readName("--source", given.get("--source"));
  if (!source.ok) return source;
  const model = readName("--model", given.get("--model"));
  if (!model.ok) return model;
  const campaign = readName("--campaign", given.get("--campaign"));
  if (!campaign.ok) return campaign;
  return ok({
    files,
    format: mapText === undefined ? ((format as ImportFormat | undefined) ?? null) : "csv",
    map: map.value,
    source: source.value,
    model: model.value,
    campaign: campaign.value,
    shiftToNow: switches.has("--shift-to-now"),
    dryRun: switches.has("--dry-run"),
    json: switches.has("--json"),
  });
}
