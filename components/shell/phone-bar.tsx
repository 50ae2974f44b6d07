import { Ellipsis } from "lucide-react";
import type { PersonActor } from "@/lib/auth";
import { FindButton } from "./find-button";
import { NavLink } from "./nav-link";
import { pages } from "./pages";
import { WhoPanel } from "./who";

/** The rail of narrow screens: four pages under the thumb, the rest in a sheet that opens without JavaScript. */
export function PhoneBar({ person }: { person: PersonActor }) {
  return (
    <nav
      aria-label="Main"
      className="print:hidden fixed inset-x-0 bottom-0 z-20 border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      <div className="grid grid-cols-5">
        {pages
          .filter(({ onPhone }) => onPhone)
          .map(({ href, name, icon }) => (
            <NavLink key={href} href={href} icon={icon} look="bar">
              {name}
            </NavLink>
          ))}
        <button
          type="button"
          popoverTarget="more"
          className="flex h-14 flex-col items-center justify-center gap-0.5 text-axis font-medium text-ink-2"
        >
          <Ellipsis aria-hidden strokeWidth={1.6} className="size-4" />
          More
        </button>
      </div>
      <div
        id="more"
        popover="auto"
        className="fixed inset-x-2 top-auto bottom-[calc(3.75rem+env(safe-area-inset-bottom))] m-0 w-auto max-w-none rounded-card border border-line bg-surface p-3 text-ink shadow-float"
      >
        <div className="grid gap-3">
          <FindButton tall />
          <div className="grid">
            {pages
              .filter(({ onPhone }) => !onPhone)
              .map(({ href, name, icon }) => (
                <NavLink key={href} href={href} icon={icon} look="sheet">
                  {name}
                </NavLink>
              ))}
          </div>
          <div className="border-t border-line pt-3">
            <WhoPanel person={person} themeName="theme-bar" />
          </div>
        </div>
      </div>
    </nav>
  );
}
