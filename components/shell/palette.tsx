"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { Bookmark, CornerDownLeft, Plus, Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { type ReactNode, useDeferredValue, useState } from "react";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { findCampaigns } from "./find-campaigns";
import { findViews } from "./find-views";
import { PageIcon } from "./page-icon";
import { pages } from "./pages";

const NEW = "/campaigns/new";
const MOST_VIEWS = 8;
const group =
  "[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-meta [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3";

function Row({ value, onSelect, children }: { value: string; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="group flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-2 py-1.5 data-[selected=true]:bg-sunken"
    >
      {children}
      <CornerDownLeft
        aria-hidden
        strokeWidth={1.5}
        className="invisible ml-auto size-4 shrink-0 text-ink-3 group-data-[selected=true]:visible"
      />
    </Command.Item>
  );
}

/** ⌘K: pages at once, saved views by name, campaigns by name or key as one types. */
export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const router = useRouter();
  const [typed, setTyped] = useState("");
  const words = useDeferredValue(typed.trim());
  const campaigns = useQuery({
    queryKey: ["campaigns", "find", words],
    queryFn: ({ signal }) => findCampaigns(words, signal),
    placeholderData: keepPreviousData,
  });
  const saved = useQuery({
    queryKey: ["saved-views"],
    queryFn: ({ signal }) => findViews(signal),
    enabled: open,
    // saved in a form of another page a moment ago
    staleTime: 0,
  });
  const views = (saved.data ?? [])
    .filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()))
    .slice(0, MOST_VIEWS);
  const found = pages.filter(({ name }) => name.toLowerCase().includes(words.toLowerCase()));
  const isNew = "new campaign".includes(words.toLowerCase());
  const [chosen, setChosen] = useState("");
  // rows come and go while one types: what is chosen is always one that is there
  const values = [
    ...found.map(({ href }) => href),
    ...(isNew ? [NEW] : []),
    ...views.map(({ id }) => id),
    ...(campaigns.data ?? []).map(({ key }) => `/campaigns/${key}`),
  ];
  const current = values.includes(chosen) ? chosen : (values[0] ?? "");

  function go(href: string) {
    onOpenChange(false);
    router.push(href);
  }

  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent title="Find" hideTitle>
        <Command
          label="Find"
          shouldFilter={false}
          loop
          value={current}
          onValueChange={setChosen}
          className="flex min-h-0 flex-col"
        >
          <div className="flex h-12 shrink-0 items-center gap-2.5 border-b border-line px-4">
            <Search aria-hidden strokeWidth={1.5} className="size-4 text-ink-3" />
            <Command.Input
              value={typed}
              onValueChange={setTyped}
              placeholder="A page, a view, or a campaign by name or key"
              className="w-full bg-transparent text-lead outline-none"
            />
          </div>
          <Command.List className="min-h-0 overflow-y-auto p-2">
            {(found.length > 0 || isNew) && (
              <Command.Group heading="Pages" className={group}>
                {found.map((page) => (
                  <Row key={page.href} value={page.href} onSelect={() => go(page.href)}>
                    <PageIcon name={page.icon} className="size-4 shrink-0 text-ink-3" />
                    {page.name}
                  </Row>
                ))}
                {isNew && (
                  <Row value={NEW} onSelect={() => go(NEW)}>
                    <Plus aria-hidden strokeWidth={1.5} className="size-4 shrink-0 text-ink-3" />
                    New campaign
                  </Row>
                )}
              </Command.Group>
            )}
            {views.length > 0 && (
              <Command.Group heading="Saved views" className={group}>
                {views.map(({ id, name, by, href }) => (
                  <Row key={id} value={id} onSelect={() => go(href)}>
                    <Bookmark aria-hidden strokeWidth={1.5} className="size-4 shrink-0 text-ink-3" />
                    <span className="min-w-0 truncate">{name}</span>
                    {by !== null && (
                      <span className="min-w-0 truncate text-meta text-ink-3">shared by {by}</span>
                    )}
                  </Row>
                ))}
              </Command.Group>
            )}
            {(campaigns.data?.length ?? 0) > 0 && (
              <Command.Group heading="Campaigns" className={group}>
                {campaigns.data?.map(({ key, name, status }) => (
                  <Row key={key} value={`/campaigns/${key}`} onSelect={() => go(`/campaigns/${key}`)}>
                    <PageIcon name="campaigns" className="size-4 shrink-0 text-ink-3" />
                    <span className="min-w-0 truncate">{name}</span>
                    <span className="min-w-0 truncate font-mono text-meta text-ink-3">{key}</span>
                    <span className="text-meta text-ink-3">{status}</span>
                  </Row>
                ))}
              </Command.Group>
            )}
            <p role="status" className="px-2 py-1 text-meta text-ink-3 empty:hidden">
              {campaigns.isError && "Campaigns cannot be read just now. Pages still open."}
              {campaigns.isSuccess &&
                campaigns.data.length + found.length + views.length === 0 &&
                `Nothing is called “${words}”.`}
            </p>
          </Command.List>
        </Command>
      </DialogContent>
    </Dialog>
  );
}
