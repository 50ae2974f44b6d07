import { ok, type Result, refuse } from "../kernel/result";

function wrong(detail: string) {
  return refuse("invalid_request", `If-Match: ${detail}.`, [{ pointer: "#/headers/if-match", detail }]);
}

/** The revision that If-Match names; `undefined` when it is absent or `*`, which `needed` refuses. */
export function readIfMatch(headers: Headers, needed?: "needed"): Result<number | undefined> {
  const given = headers.get("if-match")?.trim();
  if (given === undefined || given === "*") {
    return needed ? wrong("send the ETag of the campaign that you edit") : ok(undefined);
  }
  const match = /^(?:W\/)?"(\d{1,9})"$/.exec(given);
  return match ? ok(Number(match[1])) : wrong('must be the ETag of the campaign, as it came, such as "3"');
}
