export type UserCounts = { active: number; new: number; retained: number; returned: number; churned: number };

/** One bucket of the shared time axis. null is missing, and a gap; zero is a zero. */
export type GrowthBucket = {
  /** RFC 3339. */
  start: string;
  /** As the axis shows it: "Thu 19". */
  label: string;
  isCurrent: boolean;
  users: UserCounts | null;
  /** Millionths of the currency unit, as decimal strings. */
  spend: { model: string; micros: string }[] | null;
};

/** Something that happened, on the time axis. A pause is a band, until now when `to` is null; a note with an end is one too. */
export type TimeMarker = {
  kind: "launch" | "end" | "pause" | "resume" | "price" | "annotation" | "anomaly";
  from: string;
  to?: string | null;
  label: string;
  /** Who and why, told on hover and focus. */
  detail: string;
};

export type GrowthOverSpend = {
  buckets: GrowthBucket[];
  markers: TimeMarker[];
  currency: string;
  timeZone: string;
  /** Bucket by bucket what is compared with, and what it is called. */
  comparison?: GrowthBucket[];
  comparisonLabel?: string;
};
