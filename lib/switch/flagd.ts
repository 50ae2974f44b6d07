import type { Flag } from "./flags";

/**
 * The same flags as a flagd definition (https://flagd.dev/schema/v0/flags.json). Always ENABLED: a disabled flag would
 * leave the choice to the caller's default; a kill flips the default variant.
 */
export function toFlagdDefinition(flags: Flag[], version: { version: number; changedAt: string }) {
  return {
    $schema: "https://flagd.dev/schema/v0/flags.json",
    metadata: { flagSetId: "sluice", version: String(version.version), changedAt: version.changedAt },
    flags: Object.fromEntries(
      flags.map((flag) => [
        flag.key,
        typeof flag.value === "boolean"
          ? {
              state: "ENABLED",
              variants: { on: true, off: false },
              defaultVariant: flag.variant,
              metadata: flag.metadata,
            }
          : {
              state: "ENABLED",
              variants: { message: flag.value, none: "" },
              defaultVariant: flag.variant,
              metadata: flag.metadata,
            },
      ]),
    ),
  };
}
