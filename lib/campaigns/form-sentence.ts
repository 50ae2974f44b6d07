import { fromCampaignForm, nestFields } from "./campaign-form";
import { campaignInput } from "./campaign-input";
import { type Described, describeCampaign } from "./describe";
import type { Phrase } from "./phrase";
import type { ServeForecast } from "./serve-forecast";

const optional = [
  "limits",
  "startsAt",
  "endsAt",
  "timeZone",
  "couponValidHours",
  "windows",
  "eligibility",
  "holdoutPercent",
  "codeSource",
] as const;

/**
 * What a form half filled in says so far: each field that holds, none that is wrong; null while nobody can tell what a
 * coupon gives.
 */
export function describedByForm(fields: Record<string, string>): Described | null {
  const body = fromCampaignForm(nestFields(fields));
  const holds = (more: Record<string, unknown>) => {
    const shared = body.kind === "shared_code" ? { kind: body.kind, sharedCode: body.sharedCode } : {};
    const earned = body.kind === "referral" ? { kind: body.kind } : {};
    const given = { key: "any", name: "any", discount: body.discount, ...more };
    const parsed = campaignInput.safeParse({ ...given, ...shared, ...earned });
    return parsed.success ? parsed.data : null;
  };
  let said: Record<string, unknown> = {};
  for (const field of optional) {
    const value = body[field];
    if (field === "limits") {
      for (const [limit, most] of Object.entries((value ?? {}) as Record<string, unknown>)) {
        const limits = { ...(said.limits as object | undefined), [limit]: most };
        if (holds({ ...said, limits })) said = { ...said, limits };
      }
    } else if (value !== undefined && holds({ ...said, [field]: value })) said = { ...said, [field]: value };
  }
  const campaign = holds(said);
  return campaign && { ...campaign, limits: campaign.limits ?? {} };
}

/** describeCampaign for a form half filled in; null while nobody can tell what a coupon gives. */
export function describeForm(
  fields: Record<string, string>,
  zone: string,
  thisYear: number,
  forecast: ServeForecast | null = null,
): Phrase[] | null {
  const described = describedByForm(fields);
  return described && describeCampaign(described, zone, thisYear, forecast);
}
