/** Everything loaded by the demo stands in this one source. */
export const DEMO_SOURCE = "demo";

/**
 * What a screen shows before anybody chose a source: everything, but without the demo once a real source exists.
 * To spread into a query of the report.
 */
export function defaultSourceFilter(sources: readonly { source: string }[]): { exceptSource?: string } {
  const isReal = sources.some(({ source }) => source !== DEMO_SOURCE);
  return isReal ? { exceptSource: DEMO_SOURCE } : {};
}
