import { SaveFigure } from "@/components/charts/save-figure";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { type FunnelStep, FunnelSteps } from "@/components/ui/funnel-steps";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { TextLink } from "@/components/ui/text-link";
import { toCouponListUrl } from "@/lib/coupons";
import { type ReferralFunnel, reasonWords, waitWords } from "@/lib/referrals";

const number = new Intl.NumberFormat("en");

const percent = (part: number, whole: number, of: string) =>
  whole > 0 ? `${((part / whole) * 100).toFixed(1)} % of ${of}` : "";

function toldRefused({ refused, due, waitsFor }: ReferralFunnel): string {
  const parts = refused
    .filter(({ reason }) => reason !== "already_known")
    .map(
      ({ reason, referrals }) =>
        `${number.format(referrals)} ${reasonWords[reason] ?? reason.replaceAll("_", " ")}`,
    );
  if (due > 0) {
    const wait = waitsFor === null ? "in a moment" : (waitWords[waitsFor] ?? "");
    parts.unshift(`${number.format(due)} due ${wait}`.trim());
  }
  return parts.length > 0 ? `Not: ${parts.join(", ")}` : "";
}

function stepsOf(campaignKey: string, funnel: ReferralFunnel): FunnelStep[] {
  const { invitations, joined, active, rewarded, refused } = funnel;
  const known = refused.find(({ reason }) => reason === "already_known")?.referrals ?? 0;
  const quiet = joined - active - known;
  return [
    {
      name: "Inviters",
      count: invitations,
      share: "",
      why: "Users with a code to pass on",
    },
    {
      name: "Joined",
      count: joined,
      share: invitations > 0 ? `${(joined / invitations).toFixed(2)} for each inviter` : "",
      why: "New users who came with such a code",
    },
    {
      name: "Active",
      count: active,
      share: percent(active, joined, "joined"),
      why: [
        quiet > 0 ? `${number.format(quiet)} sent no request yet` : "",
        known > 0 ? `${number.format(known)} ${reasonWords.already_known}` : "",
      ]
        .filter((part) => part !== "")
        .join(", "),
    },
    {
      name: "Rewarded",
      count: rewarded,
      share: percent(rewarded, active, "active"),
      why: toldRefused(funnel),
      href: toCouponListUrl(campaignKey),
    },
  ];
}

/** From invitations to rewards, and who brought most. */
export function ReferralCard({ campaignKey, funnel }: { campaignKey: string; funnel: ReferralFunnel }) {
  return (
    <Card>
      <CardHead title="From invited to rewarded" hint="one reward for each invited user">
        <TextLink href={`/campaigns/${campaignKey}/who?by=inviter`}>Look for clusters</TextLink>
        <SaveFigure
          title={`${campaignKey} From invited to rewarded`}
          csv={{
            head: ["step", "count"],
            rows: stepsOf(campaignKey, funnel).map(({ name, count }) => [name, count]),
          }}
        />
      </CardHead>
      <FunnelSteps steps={stepsOf(campaignKey, funnel)} />
      {funnel.inviters.length === 0 ? (
        <CardBody>
          <p className="text-ink-2">
            Nobody has joined yet. The chatbot asks for an inviter’s code and tells who joined by it.
          </p>
        </CardBody>
      ) : (
        <Table label="Inviters who brought most">
          <thead>
            <tr>
              <Th>Inviter</Th>
              <Th>Code</Th>
              <Th numeric>Joined</Th>
              <Th numeric>No request yet</Th>
              <Th numeric>Due</Th>
              <Th numeric>Rewarded</Th>
              <Th numeric>Refused</Th>
            </tr>
          </thead>
          <tbody>
            {funnel.inviters.map(({ code, subject, joined, quiet, due, rewarded, refused }) => (
              <Tr key={code}>
                <Td className="max-w-48 truncate font-mono">
                  <TextLink href={toCouponListUrl(campaignKey, { inviter: subject })} title={subject}>
                    {subject}
                  </TextLink>
                </Td>
                <Td className="font-mono whitespace-nowrap">{code}</Td>
                <Td numeric>{number.format(joined)}</Td>
                <Td numeric>{number.format(quiet)}</Td>
                <Td numeric>{number.format(due)}</Td>
                <Td numeric className="font-medium">
                  {number.format(rewarded)}
                </Td>
                <Td numeric>{number.format(refused)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Card>
  );
}
