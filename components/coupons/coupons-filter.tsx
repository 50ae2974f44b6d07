import { Search } from "lucide-react";
import Form from "next/form";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { DropPanel } from "@/components/ui/drop-panel";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { SegmentedLinks } from "@/components/ui/segmented";
import { type CouponCounts, type CouponListUrl, couponStatuses, toCouponListUrl } from "@/lib/coupons";
import { couponStatusWords } from "./coupon-status-pill";

type Props = { campaignKey: string; list: CouponListUrl; counts: CouponCounts; zone: string };

const number = new Intl.NumberFormat("en");
const narrow = [
  ["subject", "User, exactly"],
  ["inviter", "Invited by"],
  ["device", "Device"],
  ["address", "Address"],
] as const;

/** Everything that the address says and the control named does not. */
function Kept({ list, without }: { list: CouponListUrl; without: readonly string[] }) {
  const { cursor: _, back: __, ...said } = list;
  return Object.entries(said)
    .filter(([name, value]) => !without.includes(name) && !(name === "sort" && value === "newest"))
    .map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />);
}

/** States with their counts, the search, and what narrows further: links and plain forms, so the address says it all. */
export function CouponsFilter({ campaignKey, list, counts, zone }: Props) {
  const { cursor: _, back: __, status, ...rest } = list;
  const action = `/campaigns/${campaignKey}/coupons`;
  const narrowed = [...narrow.map(([name]) => name), "from", "to"] as const;
  const chosen = narrowed.filter((name) => list[name]).length;
  const href = (one?: CouponListUrl["status"]) =>
    toCouponListUrl(campaignKey, { ...rest, ...(one ? { status: one } : {}) });
  return (
    <div className="relative flex flex-wrap items-center gap-2">
      <SegmentedLinks
        label="State"
        items={[
          { href: href(), label: `All ${number.format(counts.total)}`, current: !status },
          ...couponStatuses.map((one) => ({
            href: href(one),
            label: `${couponStatusWords(one)} ${number.format(counts[one])}`,
            current: status === one,
          })),
        ]}
      />
      <Form action={action} role="search" className="flex min-w-60 flex-1 gap-2 sm:max-w-80">
        <Kept list={list} without={["search"]} />
        <Input
          key={list.search ?? ""}
          size="small"
          type="search"
          name="search"
          aria-label="Search coupons"
          placeholder="Code, user or order"
          defaultValue={list.search ?? ""}
          maxLength={200}
          lead={<Search aria-hidden strokeWidth={1.5} />}
        />
        <Button type="submit">Search</Button>
      </Form>
      <DropPanel label={chosen > 0 ? `Narrowed by ${chosen}` : "Narrow"}>
        <Form key={JSON.stringify(list)} action={action} className="grid gap-3">
          <Kept list={list} without={narrowed} />
          <Field label="Issued from" hint={zone}>
            {(control) => (
              <Input {...control} type="datetime-local" name="from" defaultValue={list.from ?? ""} />
            )}
          </Field>
          <Field label="Issued before" hint={zone}>
            {(control) => <Input {...control} type="datetime-local" name="to" defaultValue={list.to ?? ""} />}
          </Field>
          {narrow.map(([name, label]) => (
            <Field key={name} label={label}>
              {(control) => (
                <Input
                  {...control}
                  name={name}
                  autoComplete="off"
                  maxLength={200}
                  defaultValue={list[name] ?? ""}
                />
              )}
            </Field>
          ))}
          <Button type="submit">Show</Button>
        </Form>
      </DropPanel>
      {(chosen > 0 || list.search || status) && (
        <Button kind="quiet" asChild>
          <Link href={action}>Show all</Link>
        </Button>
      )}
    </div>
  );
}
