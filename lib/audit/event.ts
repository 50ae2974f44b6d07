/** Everything that is audited: the closed union of actions. */
export const auditActions = [
  "campaign.created",
  "campaign.edited",
  "campaign.undone",
  "campaign.launched",
  "campaign.scheduled",
  "campaign.unscheduled",
  "campaign.started",
  "campaign.paused",
  "campaign.pause_amended",
  "campaign.resumed",
  "campaign.ended",
  "campaign.archived",
  "switch.paused",
  "switch.pause_amended",
  "switch.resumed",
  "coupons.expiry_extended",
  "coupon.revoked",
  "coupon.reissued",
  "coupons.revoked",
  "codes.made",
  "codes.imported",
  "list.imported",
  "list.cleared",
  "deny_list.added",
  "deny_list.removed",
  "job.cancelled",
  "price.added",
  "exchange_rate.added",
  "budget.set",
  "usage.repriced",
  "person.created",
  "key.created",
  "key.revoked",
  "demo_chatbot.set",
  "guardrail.created",
  "guardrail.turned_on",
  "guardrail.turned_off",
  "guardrail.removed",
  "guardrail.tripped",
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditWords: Record<AuditAction, string> = {
  "campaign.created": "created the campaign",
  "campaign.edited": "edited the campaign",
  "campaign.undone": "took an edit of the campaign back",
  "campaign.launched": "launched the campaign",
  "campaign.scheduled": "scheduled the campaign",
  "campaign.unscheduled": "took the campaign back to draft",
  "campaign.started": "started the scheduled campaign",
  "campaign.paused": "paused the campaign",
  "campaign.pause_amended": "changed the campaign's pause",
  "campaign.resumed": "resumed the campaign",
  "campaign.ended": "ended the campaign",
  "campaign.archived": "archived the campaign",
  "switch.paused": "paused all promotions",
  "switch.pause_amended": "changed the pause",
  "switch.resumed": "resumed promotions",
  "coupons.expiry_extended": "extended coupons already issued",
  "coupon.revoked": "revoked a coupon",
  "coupon.reissued": "gave a coupon a new code",
  "coupons.revoked": "revoked many coupons",
  "codes.made": "had codes made in advance",
  "codes.imported": "imported codes",
  "list.imported": "imported a list of subjects",
  "list.cleared": "emptied a list of subjects",
  "deny_list.added": "put on the deny list",
  "deny_list.removed": "took off the deny list",
  "job.cancelled": "cancelled a job",
  "price.added": "added a price",
  "exchange_rate.added": "added an exchange rate",
  "budget.set": "set the budget",
  "usage.repriced": "settled unpriced usage",
  "person.created": "added a person",
  "key.created": "created a key",
  "key.revoked": "revoked a key",
  "demo_chatbot.set": "turned the synthetic chatbot on or off",
  "guardrail.created": "set a guardrail",
  "guardrail.turned_on": "turned a guardrail on",
  "guardrail.turned_off": "turned a guardrail off",
  "guardrail.removed": "removed a guardrail",
  "guardrail.tripped": "was tripped",
};

export const auditTargetKinds = [
  "campaign",
  "switch",
  "coupon",
  "price",
  "exchange_rate",
  "budget",
  "person",
  "key",
  "usage",
  "guardrail",
  "setting",
  "job",
  "deny_list",
] as const;
export type AuditTarget = { kind: (typeof auditTargetKinds)[number]; id: string };
export type AuditEvent = {
  action: AuditAction;
  target: AuditTarget;
  before?: Record<string, unknown> | null;
  after?: Record<string, unknown> | null;
  reason?: string | null;
};

/** A row of the audit page. */
export type AuditEntry = {
  id: string;
  at: string;
  actor: { kind: string; id: string; name: string };
  action: AuditAction;
  target: { kind: string; id: string };
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  reason: string | null;
};
