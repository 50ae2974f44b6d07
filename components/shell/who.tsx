import { ChevronsUpDown } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { describeRole, type PersonActor, type Role, roleNames } from "@/lib/auth";
import { PageIcon } from "./page-icon";
import { SignOutForm } from "./sign-out-form";
import { ThemeSwitch } from "./theme-switch";

type Person = Pick<PersonActor, "name" | "email" | "role">;

/** Why a button is not there: what this role may do, and who may do the rest. */
function RoleWords({ role }: { role: Role }) {
  const { may, mayNot } = describeRole(role);
  return (
    <details className="text-meta">
      <summary className="cursor-pointer text-ink-2">What your role may do</summary>
      <div className="grid max-h-72 gap-2 overflow-y-auto pt-2 text-ink-3">
        <p>You may {may.join("; ")}.</p>
        {mayNot.map(({ what, who }) => (
          <p key={what}>
            Not you: {what}. {who} may.
          </p>
        ))}
      </div>
    </details>
  );
}

/** Name, role, theme and sign-out. */
export function WhoPanel({ person, themeName }: { person: Person; themeName: string }) {
  return (
    <div className="grid gap-3">
      <div className="min-w-0">
        <p className="truncate font-medium">{person.name}</p>
        <p className="truncate text-meta text-ink-3">
          {person.email} · {roleNames[person.role]}
        </p>
      </div>
      <RoleWords role={person.role} />
      <ThemeSwitch name={themeName} />
      <Button asChild>
        <Link href="/settings/account">Your account</Link>
      </Button>
      <SignOutForm />
    </div>
  );
}

/** Who I am, at the foot of the rail. The browser's own popover: it opens without JavaScript and closes by Escape. */
export function Who({ person }: { person: Person }) {
  return (
    <>
      <button
        type="button"
        popoverTarget="who"
        className="flex w-full items-center gap-2 rounded-control px-2 py-1.5 text-left hover:bg-sunken"
      >
        <span className="grid size-7 shrink-0 place-items-center rounded-full bg-sunken text-ink-2">
          <PageIcon name="person" />
        </span>
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{person.name}</span>
          <span className="block truncate text-meta text-ink-3">{roleNames[person.role]}</span>
        </span>
        <ChevronsUpDown aria-hidden strokeWidth={1.5} className="size-4 shrink-0 text-ink-3" />
      </button>
      <div
        id="who"
        popover="auto"
        className="fixed inset-auto bottom-16 left-3 m-0 w-60 rounded-card border border-line bg-surface p-3 text-ink shadow-float"
      >
        <WhoPanel person={person} themeName="theme-rail" />
      </div>
    </>
  );
}
