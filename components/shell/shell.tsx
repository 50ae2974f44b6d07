import type { ReactNode } from "react";
import { FlowHeader } from "@/components/switch/flow-header";
import type { Viewer } from "@/components/switch/flow-words";
import { PausePanel } from "@/components/switch/pause-panel";
import { ResumeStep } from "@/components/switch/resume-step";
import type { PersonActor } from "@/lib/auth";
import type { Flow } from "@/lib/switch";
import { BrandMark } from "./brand";
import { PhoneBar } from "./phone-bar";
import { Providers } from "./providers";
import { Rail } from "./rail";

type Props = {
  person: PersonActor;
  flow: Flow;
  viewer: Viewer;
  activeCampaigns: number;
  /** A demo that others can reach says so on every page. */
  isPublicDemo: boolean;
  children: ReactNode;
};

/** Rail, header with the state of the flow, and the page. Header and rail stay while pages change. */
export function Shell({ person, flow, viewer, activeCampaigns, isPublicDemo, children }: Props) {
  return (
    <Providers>
      <a
        href="#main"
        className="print:hidden fixed top-2 left-2 z-50 -translate-y-20 rounded-control bg-surface px-3 py-2 font-medium shadow-float focus:translate-y-0"
      >
        Skip to the page
      </a>
      <div className="min-h-dvh lg:grid lg:grid-cols-[13rem_minmax(0,1fr)] print:block print:min-h-0">
        <Rail person={person} activeCampaigns={activeCampaigns} />
        <div className="flex min-h-dvh min-w-0 flex-col print:block print:min-h-0">
          <header className="print:hidden sticky top-0 z-20 flex min-h-14 items-center gap-3 border-b border-line bg-surface px-4 has-[[data-flow=paused]]:border-amber-line has-[[data-flow=paused]]:bg-amber-soft has-[[data-flow=paused]]:shadow-[inset_0_3px_0_var(--amber-solid)] lg:px-6">
            <BrandMark className="shrink-0 text-accent max-[23rem]:hidden lg:hidden" />
            <FlowHeader initial={flow} viewer={viewer} />
          </header>
          {isPublicDemo && (
            <p className="border-b border-amber-line bg-amber-soft px-4 py-2 text-amber lg:px-6">
              This is a public demo: everybody who knows its address can sign in, and its figures are made up.
            </p>
          )}
          <main
            id="main"
            tabIndex={-1}
            className="grid w-full max-w-[100rem] flex-1 grid-cols-[minmax(0,1fr)] content-start gap-4 p-4 pb-24 outline-none lg:px-6 lg:pb-6 print:block print:max-w-none print:p-0 print:*:mb-4"
          >
            <div className="contents print:hidden">
              <PausePanel initial={flow} viewer={viewer} />
            </div>
            {children}
          </main>
        </div>
      </div>
      <ResumeStep initial={flow} viewer={viewer} />
      <PhoneBar person={person} />
    </Providers>
  );
}
