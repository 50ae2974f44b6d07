/** Steps of a hundredth of a percent. */
const BUCKETS = 10_000;

const rotate = (value: number, by: number) => (value << by) | (value >>> (32 - by));

/** MurmurHash3 x86 32-bit (Austin Appleby, public domain), seed 0, over UTF-8: spreads evenly and is the same everywhere. */
export function hash32(text: string): number {
  const bytes = new TextEncoder().encode(text);
  const whole = bytes.length & ~3;
  const byte = (at: number) => bytes[at] ?? 0;
  const mix = (block: number) => Math.imul(rotate(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
  let hash = 0;
  for (let at = 0; at < whole; at += 4) {
    hash ^= mix(byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24));
    hash = (Math.imul(rotate(hash, 13), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let at = bytes.length - 1; at >= whole; at -= 1) rest = (rest << 8) | byte(at);
  if (bytes.length > whole) hash ^= mix(rest);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * Whether a subject is in the part that gets nothing, so that the effect of a campaign can be measured. The same subject
 * always is or is not; a larger percentage keeps everybody who was in a smaller one; campaigns are independent.
 */
export function isHeldOut(campaignKey: string, subject: string, percent: number | undefined): boolean {
  if (percent === undefined) return false;
  return hash32(`${campaignKey}\0${subject}`) % BUCKETS < percent * (BUCKETS / 100);
}
