import "server-only";
import { db } from "../../platform/db";
import type { CampaignKind, CodeCharset } from "../campaign-input";
import type { EligibilityRule } from "../eligibility";

/** What is worked out before a batch goes to the database, and the version that the database compares. */
export type CampaignTerms = {
  key: string;
  version: number;
  kind: CampaignKind;
  eligibility?: EligibilityRule;
  holdoutPercent?: number;
  /** The attribute of which limits.perIdentifier speaks. */
  identifier?: string;
  code: { prefix: string; length?: number; charset?: CodeCharset };
};

/** null when there is no such campaign. */
export async function getCampaignTerms(key: string): Promise<CampaignTerms | null> {
  const row = await db().campaign.findUnique({
    where: { key },
    select: {
      key: true,
      termsVersion: true,
      kind: true,
      eligibility: true,
      holdoutPercent: true,
      limitIdentifier: true,
      codePrefix: true,
      codeLength: true,
      codeCharset: true,
    },
  });
  if (!row) return null;
  const { codeLength, codeCharset, holdoutPercent, limitIdentifier } = row;
  return {
    key: row.key,
    version: row.termsVersion,
    kind: row.kind as CampaignKind,
    ...(row.eligibility === null ? {} : { eligibility: row.eligibility as EligibilityRule }),
    ...(holdoutPercent === null ? {} : { holdoutPercent }),
    ...(limitIdentifier === null ? {} : { identifier: limitIdentifier }),
    code: {
      prefix: row.codePrefix,
      ...(codeLength === null ? {} : { length: codeLength }),
      ...(codeCharset === null ? {} : { charset: codeCharset as CodeCharset }),
    },
  };
}
