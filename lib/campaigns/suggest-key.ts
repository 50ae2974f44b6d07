const MOST = 60;
const FEWEST = 3;

/** A key made of a name: "Winter welcome, Zürich" → "winter-welcome-zurich"; "" when the name has too few such signs. */
export function suggestKey(name: string): string {
  const key = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, MOST)
    .replaceAll(/^-+|-+$/g, "");
  return key.length >= FEWEST ? key : "";
}
