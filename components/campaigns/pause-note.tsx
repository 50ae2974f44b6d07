import { Instant } from "@/components/ui/instant";
import { Note } from "@/components/ui/note";
import type { Campaign } from "@/lib/campaigns";

type Props = { campaign: Campaign; zone: string; thisYear: number; mayResume: boolean };

/** The pause that stands: who, when, why, until when, and what it means for coupons that are out. */
export function PauseNote({ campaign, zone, thisYear, mayResume }: Props) {
  const { pause } = campaign;
  if (!pause) return null;
  const { by, at, reason, message, resumeAt } = pause;
  return (
    <Note look="amber">
      <p>
        <b className="font-semibold">
          Paused <Instant at={at} zone={zone} thisYear={thisYear} /> by {by.name}
        </b>
        {reason && `: ${reason}`}
      </p>
      <p>
        {resumeAt ? (
          <>
            Resumes <Instant at={resumeAt} zone={zone} thisYear={thisYear} />.{" "}
          </>
        ) : (
          "No end is set. "
        )}
        {campaign.redemption === "paused"
          ? "Coupons already issued cannot be redeemed meanwhile."
          : "Coupons already issued stay redeemable."}
        {message && ` Chat users read: “${message}”`}
      </p>
      {!mayResume && <p>{by.name}, an executive or an administrator may resume it.</p>}
    </Note>
  );
}
