/** One request of the chatbot, as everything inside counts it. `""` stands for none in provider, region, campaign, serviceTier. */
export type InferenceEvent = {
  kind: "inference";
  source: string;
  /** Unique in its source, or in `idSpace`. */
  id: string;
  /** What the id is unique in when that is not the source: spans are unique by trace and span id alone. */
  idSpace?: string;
  /** The figures are readings of counters that only grow; what was added since the last reading is counted. */
  reading?: CounterReading;
  /** Microseconds since 1970. */
  atMicros: number;
  subject: string | null;
  model: string;
  provider: string;
  region: string;
  campaign: string;
  /** What it was served as, where that is not the standard: batch, flex, priority, thinking, …; see toServiceTier. */
  serviceTier: string;
  /** More than one for what sums requests; 0 for output tokens of a metric, whose requests its input tokens count. */
  requests: number;
  inputTokens: number;
  outputTokens: number;
  /** ⊆ inputTokens */
  cachedInputTokens: number;
  /** ⊆ outputTokens */
  reasoningTokens: number;
  /** ⊆ inputTokens, beside the cached ones: written to the provider's cache. Absent = 0, as the two below. */
  cacheWriteTokens?: number;
  /** ⊆ inputTokens */
  audioInputTokens?: number;
  /** ⊆ outputTokens */
  audioOutputTokens?: number;
  /** GPU seconds × 10⁹. */
  gpuNanos: bigint;
  /** The cost that the event brings itself; wins over prices. */
  cost: { micros: bigint; currency: string } | null;
};

/** A signup: kept, but neither a request nor a user. */
export type SignupEvent = {
  kind: "signup";
  source: string;
  id: string;
  atMicros: number;
  subject: string | null;
  campaign: string;
};

/** Which counter was read, and when. */
export type CounterReading = {
  /** 128 bits as hexadecimal: everything that tells this counter, in this run of its process, from others. */
  counter: string;
  /** Nanoseconds since 1970. */
  atNanos: bigint;
};

export type UsageEvent = InferenceEvent | SignupEvent;

export const rejectionCodes = [
  "not_an_event",
  "missing_field",
  "wrong_field",
  "unknown_field",
  "unknown_type",
  "part_exceeds_whole",
] as const;
/** Why one event is not counted; `detail` begins with the field. */
export type Rejection = { code: (typeof rejectionCodes)[number]; detail: string };

/** A trillion: no request has more, and no sum of a quarter of an hour overflows. */
export const MOST_TOKENS = 1_000_000_000_000;
export const MOST_GPU_NANOS = 10n ** 18n;
export const MOST_GIVEN_MICROS = 10n ** 18n;
export const LONGEST_NAME = 200;

const FIRST_PRINTABLE = 0x20;
const LAST_PLAIN = 0x7e;

/** Most names are plain ASCII, and this is asked for every name of every event. */
function isPlain(value: string): boolean {
  for (let at = 0; at < value.length; at += 1) {
    const code = value.charCodeAt(at);
    if (code < FIRST_PRINTABLE || code > LAST_PLAIN) return false;
  }
  return value.length >= 1 && value.length <= LONGEST_NAME;
}

/** 1–200 characters, no control characters, no half of a surrogate pair. */
export function isName(value: string): boolean {
  if (isPlain(value)) return true;
  if (value.length < 1 || value.length > LONGEST_NAME * 2) return false;
  if (value.length > LONGEST_NAME && [...value].length > LONGEST_NAME) return false;
  return /^\P{Cc}+$/u.test(value) && value.isWellFormed();
}

/** How providers name the service that everybody gets who asks for none. */
const standard = new Set(["default", "standard", "standard_only", "auto", "on_demand", "none"]);

/** A tier as providers write it → one spelling of it; "" for the standard. */
export function toServiceTier(text: string): string {
  const tier = text.trim().toLowerCase();
  return standard.has(tier) ? "" : tier;
}

/** Which count is part of which. */
const wholes = {
  cachedInputTokens: "inputTokens",
  cacheWriteTokens: "inputTokens",
  audioInputTokens: "inputTokens",
  reasoningTokens: "outputTokens",
  audioOutputTokens: "outputTokens",
} as const;
export type TokenPart = keyof typeof wholes;
export const tokenParts = Object.keys(wholes) as TokenPart[];
export type TokenCounts = Pick<InferenceEvent, "inputTokens" | "outputTokens" | TokenPart>;

/** Figures that contradict themselves. Null when they hold. */
export function findContradiction(event: TokenCounts, prefix = ""): Rejection | null {
  for (const part of tokenParts) {
    const [count = 0, whole] = [event[part], wholes[part]];
    if (count > event[whole])
      return {
        code: "part_exceeds_whole",
        detail: `${prefix}${part}: ${count} are more than the ${event[whole]} ${whole}, which they are part of`,
      };
  }
  const { inputTokens, cachedInputTokens, cacheWriteTokens = 0 } = event;
  // what is read from a cache is not written to it by the same request
  if (cachedInputTokens + cacheWriteTokens > inputTokens)
    return {
      code: "part_exceeds_whole",
      detail: `${prefix}cacheWriteTokens: ${cacheWriteTokens} with the ${cachedInputTokens} cachedInputTokens are more than the ${inputTokens} inputTokens, which both are part of`,
    };
  return null;
}
