import "server-only";
import { groupCode } from "../coupon-code";
import { createLane, type IdempotencyClaim, type Lane } from "./lane";
import { newCodeSymbols, newId } from "./new-id";

export type IssueQuestion = { campaign: string; subject: string; claim: IdempotencyClaim | null };

/**
 * The issuing lane: one call of issue_coupons (prisma/migrations/…_issue_coupons) for all callers waiting now. The call
 * takes the switch lock shared and then reads the switch, so that nothing commits after a pause; being one call, it
 * holds its locks no longer than the server needs, whatever happens to this process.
 * Ids and codes are drawn for each attempt: a code that exists already costs a second one.
 */
export function createIssueLane(options: { url?: string; symbols?: () => string } = {}): Lane<IssueQuestion> {
  const symbols = options.symbols ?? newCodeSymbols;
  return createLane({
    ...(options.url === undefined ? {} : { url: options.url }),
    name: "issue_coupons",
    // about 30 ms
    mostAtOnce: 500,
    text: "SELECT * FROM issue_coupons($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])",
    values: (questions) => [
      questions.map(({ campaign }) => campaign),
      questions.map(({ subject }) => subject),
      questions.map(newId),
      questions.map(() => groupCode(symbols())),
      questions.map(({ claim }) => claim?.scope ?? null),
      questions.map(({ claim }) => claim?.key ?? null),
      questions.map(({ claim }) => claim?.requestHash ?? null),
    ],
  });
}
