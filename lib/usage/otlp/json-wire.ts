import { type Attributes, type AttributeValue, MalformedOtlp } from "./otlp";

export type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object of a field; nothing and null are an empty one, as in the JSON of protobuf. */
export function fieldsOf(value: unknown, at: string): Fields {
  if (value === undefined || value === null) return {};
  if (isFields(value)) return value;
  throw new MalformedOtlp(`${at}: must be an object.`);
}

export function listOf(value: unknown, at: string): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new MalformedOtlp(`${at}: must be a list.`);
}

export function textOf(value: unknown, at: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  throw new MalformedOtlp(`${at}: must be text.`);
}

/** 64 bits: a decimal string, or a number. */
export function integerOf(value: unknown, at: string): bigint {
  if (value === undefined || value === null) return 0n;
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  if (typeof value === "string" && /^-?\d{1,20}$/.test(value)) return BigInt(value);
  throw new MalformedOtlp(`${at}: must be a whole number, as a number or a decimal string.`);
}

export function doubleOf(value: unknown, at: string): number {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  if (typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)))
    return Number(value);
  throw new MalformedOtlp(`${at}: must be a number.`);
}

function anyValueOf(value: unknown, at: string): AttributeValue | null {
  const given = fieldsOf(value, at);
  const has = (field: string) => given[field] !== undefined && given[field] !== null;
  if (has("stringValue")) return textOf(given.stringValue, `${at}.stringValue`);
  if (has("intValue")) return Number(integerOf(given.intValue, `${at}.intValue`));
  if (has("doubleValue")) return doubleOf(given.doubleValue, `${at}.doubleValue`);
  if (typeof given.boolValue === "boolean") return given.boolValue;
  return null;
}

/** A list of KeyValue; with `wanted`, only those. */
export function attributesOf(value: unknown, at: string, wanted: ReadonlySet<string> | null): Attributes {
  const attributes = new Map<string, AttributeValue>();
  for (const [index, one] of listOf(value, at).entries()) {
    const pair = fieldsOf(one, `${at}[${index}]`);
    const key = textOf(pair.key, `${at}[${index}].key`);
    if (wanted && !wanted.has(key)) continue;
    const read = anyValueOf(pair.value, `${at}[${index}].value`);
    if (read !== null) attributes.set(key, read);
  }
  return attributes;
}
