/** Everything that is audited: the closed union of actions. */
export const auditActions = [
  "campaign.created",
  "campaign.edited",
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
  "switch.drilled",
  "coupons.expiry_extended",
  "coupon.revoked",
  "price.added",
  "exchange_rate.added",
  "budget.set",
  "period.closed",
  "period.reopened",
  "rerating.proposed",
  "rerating.withdrawn",
  "rerating.approved",
  "rerating.done",
  "usage.repriced",
  "person.created",
  "person.invited",
  "person.invite_withdrawn",
  "person.joined",
  "person.role_set",
  "person.disabled",
  "person.enabled",
  "person.sessions_ended",
  "person.reset_link_made",
  "person.password_changed",
  "person.password_reset",
  "person.second_factor_added",
  "person.second_factor_removed",
  "person.recovery_codes_made",
  "person.recovery_code_used",
  "person.sso_linked",
  "key.created",
  "key.rotated",
  "key.revoked",
  "demo_chatbot.set",
  "subject.exported",
  "subject.erased",
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
  "switch.drilled": "rehearsed the pause",
  "coupons.expiry_extended": "extended coupons already issued",
  "coupon.revoked": "revoked a coupon",
  "price.added": "added a price",
  "exchange_rate.added": "added an exchange rate",
  "budget.set": "set the budget",
  "period.closed": "closed the period",
  "period.reopened": "reopened the period",
  "rerating.proposed": "proposed to price the period again",
  "rerating.withdrawn": "withdrew pricing the period again",
  "rerating.approved": "approved pricing the period again",
  "rerating.done": "priced the period again",
  "usage.repriced": "settled unpriced usage",
  "person.created": "added a person",
  "person.invited": "invited a person",
  "person.invite_withdrawn": "withdrew an invitation",
  "person.joined": "accepted the invitation",
  "person.role_set": "set a person's role",
  "person.disabled": "disabled a person",
  "person.enabled": "enabled a person",
  "person.sessions_ended": "ended sessions",
  "person.reset_link_made": "made a link for a new password",
  "person.password_changed": "changed the own password",
  "person.password_reset": "set a new password by a link",
  "person.second_factor_added": "added a second factor",
  "person.second_factor_removed": "removed a second factor",
  "person.recovery_codes_made": "made new recovery codes",
  "person.recovery_code_used": "signed in with a recovery code",
  "person.sso_linked": "signed in by single sign-on for the first time",
  "key.created": "created a key",
  "key.rotated": "rotated a key",
  "key.revoked": "revoked a key",
  "demo_chatbot.set": "turned the synthetic chatbot on or off",
  "subject.exported": "exported what is held of a chatbot user",
  "subject.erased": "erased a chatbot user",
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
  "period",
  "person",
  "key",
  "usage",
  "guardrail",
  "setting",
  "subject",
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
