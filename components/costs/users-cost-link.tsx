import { TextLink } from "@/components/ui/text-link";

/** From a campaign to what its users cost, its own row and curve chosen. */
export function UsersCostLink({ campaignKey }: { campaignKey: string }) {
  return (
    <p className="text-meta">
      <TextLink href={`/costs/users?show=${campaignKey}#campaigns`} prefetch={false}>
        What its users cost to get and to serve, and when they have paid it back
      </TextLink>
    </p>
  );
}
