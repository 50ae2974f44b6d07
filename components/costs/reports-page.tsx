import { Card, CardBody, CardHead } from "@/components/ui/card";
import { Note } from "@/components/ui/note";
import type { ScheduledReport } from "@/lib/costs";
import { ReportForm } from "./report-form";
import { ReportRow } from "./report-row";

type Props = {
  reports: ScheduledReport[];
  sources: string[];
  zone: string;
  thisYear: number;
  mayWrite: boolean;
  /** Why nothing goes out; null when it does. */
  mailMissing: string | null;
};

/** Reports of costs that go out by e-mail, and can be read here. */
export function ReportsPage({ reports, sources, zone, thisYear, mayWrite, mailMissing }: Props) {
  return (
    <>
      {mailMissing && (
        <Note look="amber">
          {mailMissing} Set SMTP_URL (smtp://user:password@host:587 or smtps://host) and MAIL_FROM (an
          address) and start Sluice again. Until then reports can be read here; what falls due goes out once
          after that.
        </Note>
      )}
      <Card>
        <CardHead title="Reports by e-mail" hint={`hours by the clock of ${zone}`} />
        {reports.length === 0 ? (
          <p className="px-4 pb-4 text-pretty text-ink-2">
            None is set up. A report has the four figures of these pages, spend by what costs most, anomalies
            and a row a day as CSV, with a link to the very view.
          </p>
        ) : (
          <ul>
            {reports.map((report) => (
              <ReportRow
                key={report.id}
                report={report}
                zone={zone}
                thisYear={thisYear}
                mayWrite={mayWrite}
                sends={mailMissing === null}
              />
            ))}
          </ul>
        )}
      </Card>
      <Card>
        <CardHead title="Set up a report" />
        <CardBody>
          {mayWrite ? (
            <ReportForm sources={sources} zone={zone} />
          ) : (
            <p className="text-meta text-ink-3">Finance leads and administrators set them up.</p>
          )}
        </CardBody>
      </Card>
    </>
  );
}
