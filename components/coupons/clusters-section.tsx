import Form from "next/form";
import { Button } from "@/components/ui/button";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Input } from "@/components/ui/input";
import { Instant } from "@/components/ui/instant";
import { Select } from "@/components/ui/select";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import {
  type Cluster,
  type ClusterAttribute,
  type ClusterUrl,
  clusterAttributes,
  toCouponListUrl,
} from "@/lib/coupons";
import { formatMinor } from "@/lib/kernel/money";
import { StopCluster } from "./stop-cluster";

type Props = {
  campaignKey: string;
  asked: ClusterUrl;
  clusters: Cluster[];
  mayWrite: boolean;
  zone: string;
  thisYear: number;
};

const number = new Intl.NumberFormat("en");
const words: Record<ClusterAttribute, string> = {
  device: "the same device",
  address: "the same address",
  inviter: "the same inviter",
};

function money(amount: number, currency: string | undefined): string {
  return currency ? formatMinor(amount, currency) : "–";
}

/** Users that share a device, an address or an inviter, what they cost, and what may be done about it. */
export function ClustersSection({ campaignKey, asked, clusters, mayWrite, zone, thisYear }: Props) {
  const { by, least, days } = asked;
  return (
    <Card>
      <CardHead title="Suspicious clusters" hint={`${least} users or more with ${words[by]}`} />
      <CardBody>
        <Form
          key={JSON.stringify(asked)}
          action={`/campaigns/${campaignKey}/who`}
          className="flex flex-wrap items-center gap-2"
        >
          <Select size="small" name="by" aria-label="What they share" defaultValue={by}>
            {clusterAttributes.map((attribute) => (
              <option key={attribute} value={attribute}>
                With {words[attribute]}
              </option>
            ))}
          </Select>
          <Input
            size="small"
            name="least"
            aria-label="Users at least"
            inputMode="numeric"
            defaultValue={least}
            trail="users or more"
            className="w-36"
          />
          <Input
            size="small"
            name="days"
            aria-label="In how many last days"
            inputMode="numeric"
            defaultValue={days}
            lead="last"
            trail="days"
            className="w-32"
          />
          <Button type="submit">Look</Button>
        </Form>
      </CardBody>
      {clusters.length === 0 ? (
        <p className="px-4 pb-4 text-ink-2">
          None. The chatbot tells device, address and inviter as attributes when it asks for a coupon.
        </p>
      ) : (
        <Table label="Clusters">
          <thead>
            <tr>
              <Th>Shared</Th>
              <Th numeric>Users</Th>
              <Th numeric>Coupons</Th>
              <Th numeric>Redeemed</Th>
              <Th numeric>Spent</Th>
              <Th numeric>May follow</Th>
              <Th>First to last</Th>
              {mayWrite && (
                <Th>
                  <span className="sr-only">What to do</span>
                </Th>
              )}
            </tr>
          </thead>
          <tbody>
            {clusters.map((cluster) => (
              <Tr key={cluster.value}>
                <Td className="max-w-48 truncate font-mono">
                  <TextLink
                    href={toCouponListUrl(campaignKey, { [by]: cluster.value })}
                    title={cluster.value}
                  >
                    {cluster.value}
                  </TextLink>
                </Td>
                <Td numeric>{number.format(cluster.subjects)}</Td>
                <Td numeric>{number.format(cluster.coupons)}</Td>
                <Td numeric>{number.format(cluster.redeemed)}</Td>
                <Td numeric className="font-medium">
                  {money(cluster.discountSpent, cluster.currency)}
                </Td>
                <Td numeric>{money(cluster.discountOpen, cluster.currency)}</Td>
                <Td className="text-meta text-ink-2">
                  <Instant at={cluster.firstAt} zone={zone} thisYear={thisYear} />
                  <br />
                  <Instant at={cluster.lastAt} zone={zone} thisYear={thisYear} />
                </Td>
                {mayWrite && (
                  <Td>
                    <StopCluster campaignKey={campaignKey} attribute={by} value={cluster.value} />
                  </Td>
                )}
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
