import type { Campaign } from "@/lib/campaigns";

const MOST = 8;

/** Campaigns whose name or key has these words, newest first, through the API with the person's own session. */
export async function findCampaigns(
  words: string,
  signal: AbortSignal,
): Promise<Pick<Campaign, "key" | "name" | "status">[]> {
  const query = new URLSearchParams({ limit: String(MOST) });
  if (words) query.set("search", words.slice(0, 120));
  const answer = await fetch(`/api/v1/campaigns?${query}`, { signal });
  if (!answer.ok) throw new Error(`campaigns: ${answer.status}`);
  return (await answer.json()).data;
}
