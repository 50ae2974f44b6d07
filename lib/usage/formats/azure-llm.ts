import { ok } from "../../kernel/result";
import {
  countOf,
  emptyEvent,
  findColumns,
  found,
  joinRow,
  type OpenCsv,
  readRow,
  timeOf,
} from "../import-row";

/** Azure's public LLM inference traces: TIMESTAMP (UTC), ContextTokens = input, GeneratedTokens = output; no users. */
export const openAzureLlm: OpenCsv = (header) => {
  const columns = findColumns(header, {
    time: "TIMESTAMP",
    input: "ContextTokens",
    output: "GeneratedTokens",
  });
  if (!columns.ok) return columns;
  const { time, input, output } = columns.value;
  return ok((fields) => [
    readRow(() =>
      found(joinRow(fields), {
        ...emptyEvent,
        atMicros: timeOf("TIMESTAMP", fields[time]),
        inputTokens: countOf("ContextTokens", fields[input]),
        outputTokens: countOf("GeneratedTokens", fields[output]),
      }),
    ),
  ]);
};
