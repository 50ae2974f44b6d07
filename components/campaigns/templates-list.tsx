import Link from "next/link";
import { Card, CardBody, CardHead } from "@/components/ui/card";
import { describeDiscount, type Template } from "@/lib/campaigns";
import { TemplateForm } from "./template-form";

/** What a new campaign may start from. */
export function TemplatesList({ templates, chosen }: { templates: Template[]; chosen: string | undefined }) {
  if (templates.length === 0) return null;
  return (
    <Card>
      <CardHead title="Start from a template" hint="or from nothing, below" />
      <CardBody>
        <ul aria-label="Templates" className="grid gap-x-6 sm:grid-cols-2 xl:grid-cols-3">
          {templates.map(({ id, name, campaign }) => (
            <li key={id} className="flex items-center gap-2 border-b border-line py-1">
              <Link
                href={`/campaigns/new?template=${id}`}
                aria-current={id === chosen ? "true" : undefined}
                className="min-w-0 flex-1 rounded-control py-1 hover:underline aria-[current]:text-accent"
              >
                <span className="block truncate font-medium">{name}</span>
                <span className="block truncate text-meta text-ink-3">
                  {describeDiscount(campaign.discount)}
                </span>
              </Link>
              <TemplateForm act="remove" label="Remove" name={`Remove the template ${name}`}>
                <input type="hidden" name="id" value={id} />
              </TemplateForm>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}
