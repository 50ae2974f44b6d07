import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { expect, it } from "vitest";
import { jsonPoints } from "./json-metrics";
import { protobufPoints } from "./protobuf-metrics";
import { readPoint } from "./token-point";

const NANOS = BigInt(Date.parse("2026-11-05T10:00:00Z")) * 1_000_000n;
const usage = "gen_ai.client.inference.usage";

const inJson = (name: string) => {
  const dataPoints = [
    {
      timeUnixNano: String(NANOS),
      asInt: "1000",
      attributes: [{ key: "gen_ai.request.model", value: { stringValue: "m" } }],
    },
  ];
  const metrics = [{ name, sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints } }];
  return { resourceMetrics: [{ scopeMetrics: [{ metrics }] }] };
};

/** The same as inJson, its fields numbered as in metrics.proto. */
function inProtobuf(name: string): Uint8Array {
  const within = (field: number, bytes: Uint8Array) => new BinaryWriter().tag(field, 2).bytes(bytes).finish();
  const value = new BinaryWriter().tag(1, 2).string("m").finish();
  const model = new BinaryWriter().tag(1, 2).string("gen_ai.request.model").tag(2, 2).bytes(value).finish();
  const point = new BinaryWriter().tag(3, 1).fixed64(NANOS).tag(6, 1).sfixed64(1000n).tag(7, 2).bytes(model);
  const sum = new BinaryWriter().tag(1, 2).bytes(point.finish()).tag(2, 0).int32(2).finish();
  const metric = new BinaryWriter().tag(1, 2).string(name).tag(7, 2).bytes(sum).finish();
  return within(1, within(2, within(2, metric)));
}

const countedOf = (name: string) =>
  [[...jsonPoints(inJson(name))], [...protobufPoints(inProtobuf(name))]].map((points) =>
    points.map((point) => {
      const read = readPoint(point, (text) => text);
      return read.ok && read.value ? [read.value.inputTokens, read.value.outputTokens] : read;
    }),
  );

it.each([
  ["input_tokens", [1000, 0]],
  ["output_tokens", [0, 1000]],
])("the counter of %s that replaced gen_ai.client.token.usage counts on its side", (counter, counted) => {
  expect(countedOf(`${usage}.${counter}`)).toEqual([[counted], [counted]]);
});

it.each([
  `${usage}.cache_read.input_tokens`,
  `${usage}.cache_write.input_tokens`,
  `${usage}.reasoning.output_tokens`,
  "gen_ai.client.inference.operation.input_tokens",
  "gen_ai.client.inference.operation.output_tokens",
])("%s repeats tokens that other metrics count, and is ignored", (metric) => {
  expect(countedOf(metric)).toEqual([[], []]);
});
