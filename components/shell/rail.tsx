import Link from "next/link";
import type { PersonActor } from "@/lib/auth";
import { Brand } from "./brand";
import { FindButton, KeysButton } from "./find-button";
import { NavLink } from "./nav-link";
import { pages } from "./pages";
import { Who } from "./who";

type Props = { person: PersonActor; activeCampaigns: number };

/** The left rail of wide screens. */
export function Rail({ person, activeCampaigns }: Props) {
  return (
    <div className="print:hidden! sticky top-0 hidden h-dvh flex-col border-r border-line bg-bg px-3 lg:flex">
      <Link href="/" className="flex h-14 shrink-0 items-center rounded-control px-2">
        <Brand />
      </Link>
      <div className="mt-1 mb-3">
        <FindButton />
      </div>
      <nav aria-label="Main" className="grid min-h-0 content-start overflow-y-auto">
        {pages.map(({ href, name, icon }) => (
          <NavLink
            key={href}
            href={href}
            icon={icon}
            look="rail"
            trail={icon === "campaigns" && activeCampaigns > 0 ? `${activeCampaigns} active` : undefined}
          >
            {name}
          </NavLink>
        ))}
      </nav>
      <div className="mt-auto grid justify-items-start pb-2">
        <KeysButton />
      </div>
      <div className="-mx-3 border-t border-line p-3">
        <Who person={person} />
      </div>
    </div>
  );
}
