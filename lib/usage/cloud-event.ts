import { isCurrency } from "../kernel/money";
import { err, ok, type Result } from "../kernel/result";
import { toScaled } from "./decimal";
import {
  findContradiction,
  type InferenceEvent,
  isName,
  MOST_GIVEN_MICROS,
  MOST_GPU_NANOS,
  MOST_TOKENS,
  type Rejection,
  type TokenCounts,
  tokenParts,
  toServiceTier,
  type UsageEvent,
} from "./usage-event";
import { isUsageTime, parseRfc3339 } from "./usage-time";

type Fields = Record<string, unknown>;
type Read<T> = Result<T, Rejection>;

const inferenceFields = new Set([
  "model",
  "provider",
  "inputTokens",
  "outputTokens",
  "cachedInputTokens",
  "reasoningTokens",
  "cacheWriteTokens",
  "audioInputTokens",
  "audioOutputTokens",
  "gpuSeconds",
  "region",
  "campaign",
  "serviceTier",
  "cost",
]);
const tokenFields = ["inputTokens", "outputTokens", ...tokenParts] as const;
const signupFields = new Set(["campaign"]);

const reject = (code: Rejection["code"], detail: string): { ok: false; error: Rejection } =>
  err({ code, detail });
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** Senders write nothing as null or as an absent field. */
const isAbsent = (value: unknown) => value === undefined || value === null;

function readName(at: string, value: unknown): Read<string> {
  if (isAbsent(value)) return reject("missing_field", `${at}: is missing`);
  if (typeof value === "string" && isName(value)) return ok(value);
  return reject("wrong_field", `${at}: must be text of 1 to 200 characters without control characters`);
}

/** An absent, null or empty text is none. */
function readOptionalName(at: string, value: unknown): Read<string> {
  return isAbsent(value) || value === "" ? ok("") : readName(at, value);
}

function readTokens(at: string, value: unknown): Read<number> {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS)
    return ok(value);
  return reject("wrong_field", `${at}: must be a whole number from 0 to 1,000,000,000,000`);
}

function readGpuSeconds(value: unknown): Read<bigint> {
  if (isAbsent(value) || value === 0) return ok(0n);
  const nanos = typeof value === "number" ? toScaled(String(value), 9) : null;
  if (nanos !== null && nanos <= MOST_GPU_NANOS) return ok(nanos);
  return reject("wrong_field", "data.gpuSeconds: must be a number of seconds from 0 to 1,000,000,000");
}

function readCost(value: unknown): Read<InferenceEvent["cost"]> {
  if (isAbsent(value)) return ok(null);
  if (!isFields(value))
    return reject("wrong_field", 'data.cost: must be {"micros": "1250", "currency": "USD"}');
  for (const field of Object.keys(value)) {
    if (field !== "micros" && field !== "currency")
      return reject("unknown_field", `data.cost.${field}: is not a field here`);
  }
  const { micros, currency } = value;
  if (isAbsent(micros)) return reject("missing_field", "data.cost.micros: is missing");
  if (isAbsent(currency)) return reject("missing_field", "data.cost.currency: is missing");
  const text = Number.isSafeInteger(micros) ? String(micros) : micros;
  if (typeof text !== "string" || !/^\d{1,19}$/.test(text) || BigInt(text) > MOST_GIVEN_MICROS) {
    return reject(
      "wrong_field",
      'data.cost.micros: must be millionths of the currency as a whole number, 0 or more, such as "1250"',
    );
  }
  if (typeof currency !== "string" || !isCurrency(currency))
    return reject("wrong_field", "data.cost.currency: must be a currency of ISO 4217 such as USD");
  return ok({ micros: BigInt(text), currency });
}

function readTime(value: unknown, nowMicros: number): Read<number> {
  if (isAbsent(value)) return ok(nowMicros);
  const micros = typeof value === "string" ? parseRfc3339(value) : null;
  if (micros === null)
    return reject("wrong_field", "time: must be an RFC 3339 time such as 2026-11-27T10:00:00Z");
  if (!isUsageTime(micros))
    return reject(
      "wrong_field",
      "time: must lie between the years 2000 and 2100; seconds, not milliseconds?",
    );
  return ok(micros);
}

function readFields(event: Fields, known: Set<string>): Read<Fields> {
  if (event.data_base64 !== undefined)
    return reject("wrong_field", "data_base64: is not read here; send data as a JSON object");
  const { data, datacontenttype } = event;
  if (!isAbsent(datacontenttype) && !/^application\/([\w.-]+\+)?json\s*(;|$)/i.test(String(datacontenttype)))
    return reject("wrong_field", "datacontenttype: must be application/json or absent");
  if (isAbsent(data)) return ok({});
  if (!isFields(data)) return reject("wrong_field", "data: must be a JSON object");
  for (const field of Object.keys(data)) {
    if (!known.has(field))
      return reject("unknown_field", `data.${field}: is not a field of this type; leave it away`);
  }
  return ok(data);
}

type Envelope = { source: string; id: string; atMicros: number; subject: string | null };

function readInference(envelope: Envelope, event: Fields): Read<UsageEvent> {
  const fields = readFields(event, inferenceFields);
  if (!fields.ok) return fields;
  const data = fields.value;
  const model = readName("data.model", data.model);
  if (!model.ok) return model;
  const provider = readOptionalName("data.provider", data.provider);
  if (!provider.ok) return provider;
  const region = readOptionalName("data.region", data.region);
  if (!region.ok) return region;
  const campaign = readOptionalName("data.campaign", data.campaign);
  if (!campaign.ok) return campaign;
  const serviceTier = readOptionalName("data.serviceTier", data.serviceTier);
  if (!serviceTier.ok) return serviceTier;
  const counts: TokenCounts = { inputTokens: 0, outputTokens: 0, cachedInputTokens: 0, reasoningTokens: 0 };
  for (const field of tokenFields) {
    if (isAbsent(data[field])) continue;
    const read = readTokens(`data.${field}`, data[field]);
    if (!read.ok) return read;
    counts[field] = read.value;
  }
  const gpuNanos = readGpuSeconds(data.gpuSeconds);
  if (!gpuNanos.ok) return gpuNanos;
  const cost = readCost(data.cost);
  if (!cost.ok) return cost;
  const read: InferenceEvent = {
    kind: "inference",
    ...envelope,
    model: model.value,
    provider: provider.value,
    region: region.value,
    campaign: campaign.value,
    serviceTier: toServiceTier(serviceTier.value),
    requests: 1,
    ...counts,
    gpuNanos: gpuNanos.value,
    cost: cost.value,
  };
  const contradiction = findContradiction(read, "data.");
  return contradiction ? err(contradiction) : ok(read);
}

function readSignup(envelope: Envelope, event: Fields): Read<UsageEvent> {
  const fields = readFields(event, signupFields);
  if (!fields.ok) return fields;
  const campaign = readOptionalName("data.campaign", fields.value.campaign);
  if (!campaign.ok) return campaign;
  return ok({ kind: "signup", ...envelope, campaign: campaign.value });
}

/**
 * One CloudEvents 1.0 event in JSON → a usage event, or why it is not one. Extension attributes are let through, as
 * CloudEvents demands; an unknown field of `data` is refused, so that no misspelt figure counts as 0. `nowMicros` is the
 * time of an event that brings none.
 */
export function parseCloudEvent(value: unknown, nowMicros: number): Read<UsageEvent> {
  if (!isFields(value)) return reject("not_an_event", "the event: must be a JSON object");
  if (isAbsent(value.specversion)) return reject("missing_field", "specversion: is missing");
  if (value.specversion !== "1.0") return reject("wrong_field", 'specversion: must be "1.0"');
  const id = readName("id", value.id);
  if (!id.ok) return id;
  const source = readName("source", value.source);
  if (!source.ok) return source;
  if (isAbsent(value.type)) return reject("missing_field", "type: is missing");
  if (value.type !== "sluice.inference" && value.type !== "sluice.signup")
    return reject("unknown_type", "type: must be sluice.inference or sluice.signup");
  const atMicros = readTime(value.time, nowMicros);
  if (!atMicros.ok) return atMicros;
  const subject = isAbsent(value.subject) ? ok(null) : readName("subject", value.subject);
  if (!subject.ok) return subject;
  const envelope = {
    source: source.value,
    id: id.value,
    atMicros: atMicros.value,
    subject: subject.value,
  };
  return value.type === "sluice.inference" ? readInference(envelope, value) : readSignup(envelope, value);
}
