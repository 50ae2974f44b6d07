import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { type Attributes, type AttributeValue, MalformedOtlp } from "./otlp";

/** Reads one field when it is of that wire type; what nobody reads is skipped, as protobuf demands. */
export type ReadField = (field: number, wire: WireType, reader: BinaryReader) => void;

/** What the library throws on bytes that are no message, as MalformedOtlp. */
function guarded(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (error instanceof MalformedOtlp) throw error;
    throw new MalformedOtlp(
      `The body is not the protobuf message of this address: ${(error as Error).message}.`,
    );
  }
}

/** A number at the end that goes on beyond it is not noticed by the library itself. */
function assertWhole(reader: BinaryReader): void {
  if (reader.pos > reader.len) throw new MalformedOtlp("The body ends in the middle of a field.");
}

/** Every field of a message in its order. Throws MalformedOtlp on bytes that are no message. */
export function eachField(bytes: Uint8Array, read: ReadField): void {
  const reader = new BinaryReader(bytes);
  guarded(() => {
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      const before = reader.pos;
      read(field, wire, reader);
      if (reader.pos === before) reader.skip(wire, field);
      assertWhole(reader);
    }
  });
}

export const isBytes = (wire: WireType) => wire === WireType.LengthDelimited;
export const isFixed64 = (wire: WireType) => wire === WireType.Bit64;
export const isVarint = (wire: WireType) => wire === WireType.Varint;

/** Low and high half of 64 bits; the library would give a string where BigInt is missing. */
export function fixed64(reader: BinaryReader): bigint {
  const low = reader.fixed32();
  return (BigInt(reader.fixed32()) << 32n) | BigInt(low);
}

function readAnyValue(bytes: Uint8Array): AttributeValue | null {
  let value: AttributeValue | null = null;
  eachField(bytes, (field, wire, reader) => {
    if (field === 1 && isBytes(wire)) value = reader.string();
    else if (field === 2 && isVarint(wire)) value = reader.bool();
    else if (field === 3 && isVarint(wire)) value = Number(reader.int64());
    else if (field === 4 && isFixed64(wire)) value = reader.double();
  });
  return value;
}

/** A KeyValue into `into`, unless nobody wants it: prompts and answers are long, and no text of them is read. */
export function readAttribute(
  bytes: Uint8Array,
  into: Map<string, AttributeValue>,
  wanted: ReadonlySet<string> | null,
): void {
  let key = "";
  let given: Uint8Array | null = null;
  eachField(bytes, (field, wire, reader) => {
    if (field === 1 && isBytes(wire)) key = reader.string();
    else if (field === 2 && isBytes(wire)) given = reader.bytes();
  });
  if (given === null || (wanted && !wanted.has(key))) return;
  const value = readAnyValue(given);
  if (value !== null) into.set(key, value);
}

export function readResource(bytes: Uint8Array, wanted: ReadonlySet<string> | null): Attributes {
  const attributes = new Map<string, AttributeValue>();
  eachField(bytes, (field, wire, reader) => {
    if (field === 1 && isBytes(wire)) readAttribute(reader.bytes(), attributes, wanted);
  });
  return attributes;
}

/** The messages that one field of a message repeats, one at a time: millions of them fit into a body. */
export function* messagesOf(bytes: Uint8Array, wanted: number): Generator<Uint8Array> {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    let found: Uint8Array | null = null;
    guarded(() => {
      const [field, wire] = reader.tag();
      if (field === wanted && isBytes(wire)) found = reader.bytes();
      else reader.skip(wire, field);
      assertWhole(reader);
    });
    if (found) yield found;
  }
}

/** The last message of a field, which need not stand before the others; empty when there is none. */
export function lastOf(bytes: Uint8Array, wanted: number): Uint8Array {
  let last: Uint8Array = new Uint8Array();
  eachField(bytes, (field, wire, reader) => {
    if (field === wanted && isBytes(wire)) last = reader.bytes();
  });
  return last;
}
