import { Search, X } from "lucide-react";
import Form from "next/form";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/input";
import { SegmentedLinks } from "@/components/ui/segmented";
import {
  type CampaignListUrl,
  type CampaignStatus,
  campaignStatuses,
  toCampaignListUrl,
} from "@/lib/campaigns";
import { statusWords } from "./status-pill";

type Props = { list: CampaignListUrl; counts: Record<CampaignStatus, number> };

/** States with their counts, and the search: links and a plain form, so the address says it all. */
export function CampaignsFilter({ list, counts }: Props) {
  const { status, search, tag, sort } = list;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const items = [
    { href: toCampaignListUrl({ search, tag, sort }), label: `All ${all}`, current: !status },
    ...campaignStatuses.map((one) => ({
      href: toCampaignListUrl({ status: one, search, tag, sort }),
      label: `${statusWords(one)} ${counts[one]}`,
      current: status === one,
    })),
  ];
  return (
    <>
      <SegmentedLinks label="State" items={items} />
      <Form action="/campaigns" role="search" className="mr-auto flex min-w-60 flex-1 gap-2 sm:max-w-80">
        {status && <input type="hidden" name="status" value={status} />}
        {tag && <input type="hidden" name="tag" value={tag} />}
        {sort !== "newest" && <input type="hidden" name="sort" value={sort} />}
        <Input
          key={search ?? ""}
          size="small"
          type="search"
          name="search"
          aria-label="Search campaigns"
          placeholder="Name or key"
          defaultValue={search ?? ""}
          maxLength={120}
          lead={<Search aria-hidden strokeWidth={1.5} />}
        />
        <Button type="submit">Search</Button>
      </Form>
      {tag && (
        <Button asChild>
          <Link href={toCampaignListUrl({ status, search, sort })} aria-label={`Tag ${tag}: show without it`}>
            Tag {tag}
            <X aria-hidden strokeWidth={1.5} />
          </Link>
        </Button>
      )}
    </>
  );
}
