import { firstParam, type SearchParams } from "../kernel/trail";
import { type ClusterAttribute, clusterAttributes } from "./reach-view";

/** What the address says of clusters: shared what, by how many users at least, in how many last days. */
export type ClusterUrl = { by: ClusterAttribute; least: number; days: number };

const whole = (typed: string | undefined, least: number, most: number, otherwise: number) =>
  typed !== undefined && /^\d{1,7}$/.test(typed) ? Math.max(least, Math.min(most, Number(typed))) : otherwise;

/** Reads the address; what it does not know is what is usual. */
export function readClusterUrl(params: SearchParams): ClusterUrl {
  return {
    by: clusterAttributes.find((one) => one === firstParam(params, "by")) ?? "device",
    least: whole(firstParam(params, "least"), 2, 1_000_000, 3),
    days: whole(firstParam(params, "days"), 1, 365, 7),
  };
}
