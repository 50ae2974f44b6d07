import { ok } from "../../kernel/result";
import {
  emptyEvent,
  findColumns,
  found,
  joinRow,
  nameOf,
  nanosOf,
  type OpenCsv,
  readRow,
  timeOf,
} from "../import-row";

/**
 * Alibaba's GenTD26 trace of an image service. Every row counts whatever its status; its prompt lengths are characters,
 * not tokens, and are not read; a missing model stays unnamed.
 */
export const openGentd26: OpenCsv = (header) => {
  const columns = findColumns(header, {
    time: "gmt_create",
    seconds: "exec_time_seconds",
    group: "groupId",
    model: "checkpoint_model_version_id",
  });
  if (!columns.ok) return columns;
  const { time, seconds, group, model } = columns.value;
  return ok((fields) => [
    readRow(() =>
      found(joinRow(fields), {
        ...emptyEvent,
        atMicros: timeOf("gmt_create", fields[time]),
        subject: nameOf("groupId", fields[group]) || null,
        model: nameOf("checkpoint_model_version_id", fields[model]),
        gpuNanos: nanosOf("exec_time_seconds", fields[seconds]),
      }),
    ),
  ]);
};
