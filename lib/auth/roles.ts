/** Roles of people. */
export const roles = ["growth", "finance", "executive", "admin"] as const;
export type Role = (typeof roles)[number];

export const roleNames: Record<Role, string> = {
  growth: "Growth manager",
  finance: "Finance lead",
  executive: "Executive",
  admin: "Administrator",
};

/** Scopes of API keys. */
export const scopes = [
  "read",
  "campaigns:write",
  "switch:pause",
  "switch:resume",
  "costs:write",
  "coupons:write",
  "usage:write",
  "flags:read",
] as const;
export type Scope = (typeof scopes)[number];

/** The permission table of the contract, and what came to it since: which role may, and which key scope opens the same door (null: no key). */
export const permissions = {
  see: { roles: ["growth", "finance", "executive", "admin"], scope: "read" },
  write_campaigns: { roles: ["growth", "admin"], scope: "campaigns:write" },
  pause: { roles: ["growth", "finance", "executive", "admin"], scope: "switch:pause" },
  resume_own_pause: { roles: ["growth", "finance", "executive", "admin"], scope: "switch:resume" },
  resume_any_pause: { roles: ["executive", "admin"], scope: null },
  write_costs: { roles: ["finance", "admin"], scope: "costs:write" },
  reopen_period: { roles: ["admin"], scope: null },
  drop_rows: { roles: ["admin"], scope: null },
  approve_rerating: { roles: ["finance", "admin"], scope: null },
  export_costs: { roles: ["finance", "executive", "admin"], scope: "read" },
  /** Whoever may see the charts may say what happened: it changes nothing else. */
  annotate: { roles: ["growth", "finance", "executive", "admin"], scope: "campaigns:write" },
  manage_members: { roles: ["admin"], scope: null },
  manage_personal_data: { roles: ["admin"], scope: null },
  use_coupons: { roles: [], scope: "coupons:write" },
  send_usage: { roles: [], scope: "usage:write" },
  import_usage: { roles: ["finance", "admin"], scope: "usage:write" },
  read_flags: { roles: [], scope: "flags:read" },
} as const satisfies Record<string, { roles: readonly Role[]; scope: Scope | null }>;

export type Permission = keyof typeof permissions;
