import "server-only";
import type { CodePattern } from "../coupon-code";
import { createLane, type IdempotencyClaim, type Lane } from "./lane";
import { newCode, newId, type newSymbols } from "./new-id";

export type IssueQuestion = {
  campaign: string;
  subject: string;
  claim: IdempotencyClaim | null;
  /** How the caller was judged, and by which terms: the database compares them with those that stand. */
  termsVersion: number;
  eligible: boolean;
  heldOut: boolean;
  /** The value of the attribute that limits.perIdentifier names. */
  identifier: string | null;
  /** What clusters are found by. */
  device: string | null;
  address: string | null;
  inviter: string | null;
  code: CodePattern;
};

const types = [
  "text", // campaign keys
  "text", // subjects
  "uuid",
  "text", // codes
  "text", // idempotency: scopes
  "text", // keys
  "text", // hashes
  "int", // terms
  "boolean", // eligible
  "boolean", // held out
  "text", // identifiers
  "text", // devices
  "text", // addresses
  "text", // inviters
];

/** The parameters of issue_coupons, an array each, and how a statement casts them, from the `first`th on. */
export const issueCasts = (first = 1): string =>
  types.map((type, nth) => `$${first + nth}::${type}[]`).join(", ");
export function issueArrays(questions: IssueQuestion[], symbols?: typeof newSymbols): unknown[][] {
  return [
    questions.map(({ campaign }) => campaign),
    questions.map(({ subject }) => subject),
    questions.map(newId),
    questions.map(({ code }) => newCode(code, symbols)),
    questions.map(({ claim }) => claim?.scope ?? null),
    questions.map(({ claim }) => claim?.key ?? null),
    questions.map(({ claim }) => claim?.requestHash ?? null),
    questions.map(({ termsVersion }) => termsVersion),
    questions.map(({ eligible }) => eligible),
    questions.map(({ heldOut }) => heldOut),
    questions.map(({ identifier }) => identifier),
    questions.map(({ device }) => device),
    questions.map(({ address }) => address),
    questions.map(({ inviter }) => inviter),
  ];
}

/**
 * The issuing lane: one call of issue_coupons (prisma/migrations/…_issue_by_terms) for all callers waiting now. The call
 * takes the switch lock shared and then reads the switch, so that nothing commits after a pause; being one call, it
 * holds its locks no longer than the server needs, whatever happens to this process.
 * Ids and codes are drawn for each attempt: a code that exists already costs a second one.
 */
export function createIssueLane(
  options: { url?: string; symbols?: typeof newSymbols } = {},
): Lane<IssueQuestion> {
  return createLane({
    ...(options.url === undefined ? {} : { url: options.url }),
    name: "issue_coupons",
    // about 30 ms
    mostAtOnce: 500,
    text: `SELECT * FROM issue_coupons(${issueCasts()})`,
    values: (questions) => issueArrays(questions, options.symbols),
  });
}
