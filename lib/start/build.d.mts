/** Builds the dashboard and the bundles of the plain processes unless they stand for what the sources are. */
export function ensureBuilt(): Promise<void>;
/** As ensureBuilt, without the dashboard. */
export function ensureBundled(): Promise<void>;
