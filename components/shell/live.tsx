"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import {
  AWAY_EVENT,
  changedKinds,
  PULSE_EVENT,
  type Pulse,
  parsePulse,
  SIGNED_OUT_EVENT,
} from "@/lib/costs/live";
import { RefreshQueue } from "./refresh-queue";

/** First words of the query keys that each kind of change makes old. */
const queriesOf: Record<keyof Pulse, string[]> = {
  switch: ["flow", "overview", "campaigns"],
  campaigns: ["campaigns", "overview"],
  coupons: ["flow", "coupons", "campaigns", "overview", "guardrails"],
  usage: ["usage", "overview", "costs", "pace", "guardrails"],
  records: ["flow", "campaigns", "overview", "costs", "pace", "guardrails"],
};
const everything = [...new Set(Object.values(queriesOf).flat())];

/** The stream may come back within this time before anybody hears of it. */
const GRACE_MS = 3_000;
/** Without the stream everything is asked for anew so often. */
const POLL_MS = 10_000;
const REOPEN_MS = [1_000, 2_000, 5_000, 15_000];

/** `old`: what is shown may not be the newest; Sluice is trying to find out. */
export type Freshness = "live" | "old";

const LiveContext = createContext<Freshness>("live");

/** Whether what the page shows moves by itself just now. */
export function useFreshness(): Freshness {
  return useContext(LiveContext);
}

type Hooks = {
  onPulse: (pulse: Pulse) => void;
  onFreshness: (freshness: Freshness) => void;
  onPoll: () => void;
};

/** A session that was replaced needs this long until its successor has reached the browser. */
const SUCCESSOR_MS = 300;

async function isSignedOut(): Promise<boolean> {
  const { status } = await fetch("/api/live", { method: "HEAD", cache: "no-store" });
  return status === 401;
}

/** The session was ended elsewhere: to sign-in, and back to this page after it. */
function leave(): void {
  const here = `${window.location.pathname}${window.location.search}`;
  window.location.assign(here === "/" ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(here)}`);
}

/** Holds the one stream of this tab while the tab is in sight; a browser has few connections to give away. */
function followPulse({ onPulse, onFreshness, onPoll }: Hooks): () => void {
  let source: EventSource | undefined;
  let reopen: ReturnType<typeof setTimeout> | undefined;
  let grace: ReturnType<typeof setTimeout> | undefined;
  let poll: ReturnType<typeof setInterval> | undefined;
  let failures = 0;
  let over = false;

  function lose() {
    grace ??= setTimeout(() => {
      onFreshness("old");
      poll ??= setInterval(onPoll, POLL_MS);
    }, GRACE_MS);
  }

  function regain() {
    failures = 0;
    clearTimeout(grace);
    clearInterval(poll);
    grace = undefined;
    poll = undefined;
    onFreshness("live");
  }

  function open() {
    clearTimeout(reopen);
    source = new EventSource("/api/live");
    source.addEventListener(PULSE_EVENT, (event) => {
      const pulse = parsePulse(event.data);
      if (!pulse) return;
      regain();
      onPulse(pulse);
    });
    source.addEventListener(AWAY_EVENT, lose);
    source.addEventListener(SIGNED_OUT_EVENT, () => void leaveOrReopen());
    source.onerror = () => {
      lose();
      // the browser comes back by itself unless it was turned away
      if (source?.readyState !== EventSource.CLOSED) return;
      // it may have been because the session ended while the tab was out of sight
      void isSignedOut()
        .then((out) => out && !over && leave())
        .catch(() => undefined);
      const wait = REOPEN_MS[Math.min(failures, REOPEN_MS.length - 1)];
      failures += 1;
      clearTimeout(reopen);
      reopen = setTimeout(open, wait);
    };
  }

  // whoever changes the own password ends the session of this very stream, and has another one a moment later
  async function leaveOrReopen() {
    close();
    try {
      if (await isSignedOut()) {
        await new Promise((resolve) => setTimeout(resolve, SUCCESSOR_MS));
        const isOut = await isSignedOut();
        if (isOut && !over) return leave();
      }
    } catch {
      lose();
    }
    if (!over && !source && document.visibilityState === "visible") open();
  }

  function close() {
    clearTimeout(reopen);
    source?.close();
    source = undefined;
  }

  function onVisibility() {
    if (document.visibilityState === "hidden") close();
    else if (!source) open();
  }

  onVisibility();
  document.addEventListener("visibilitychange", onVisibility);
  return () => {
    over = true;
    document.removeEventListener("visibilitychange", onVisibility);
    clearTimeout(grace);
    clearInterval(poll);
    close();
  };
}

/** Listens to what changes and reads again what the page shows of it. Once in a tab. */
export function Live({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [freshness, setFreshness] = useState<Freshness>("live");
  useEffect(() => {
    let last: Pulse | null = null;
    const queue = new RefreshQueue((query) => client.invalidateQueries({ queryKey: [query] }));
    return followPulse({
      onPulse: (pulse) => {
        const old = new Set(changedKinds(last, pulse).flatMap((kind) => queriesOf[kind]));
        last = pulse;
        for (const query of old) queue.ask(query);
      },
      onFreshness: setFreshness,
      onPoll: () => {
        for (const query of everything) queue.ask(query);
      },
    });
  }, [client]);
  return <LiveContext value={freshness}>{children}</LiveContext>;
}
