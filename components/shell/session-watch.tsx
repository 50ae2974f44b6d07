"use client";

import { useEffect } from "react";

/**
 * A session that was ended elsewhere is dead at its next request; an open page that asks for nothing learns it here and
 * leads to sign-in. Only a page in sight holds a stream: a browser has few connections to give to one site.
 */
export function SessionWatch() {
  useEffect(() => {
    let stream: EventSource | null = null;
    const leave = () => {
      const here = `${window.location.pathname}${window.location.search}`;
      window.location.assign(here === "/" ? "/sign-in" : `/sign-in?callbackUrl=${encodeURIComponent(here)}`);
    };
    const close = () => {
      stream?.close();
      stream = null;
    };
    const follow = () => {
      if (document.visibilityState === "hidden") return close();
      if (stream) return;
      stream = new EventSource("/api/session");
      stream.addEventListener("ended", leave);
      // refused for good: the session ended while the page was out of sight
      stream.addEventListener("error", () => {
        if (stream?.readyState === EventSource.CLOSED) void ask();
      });
    };
    const ask = async () => {
      const answer = await fetch("/api/session", { method: "HEAD", cache: "no-store" }).catch(() => null);
      if (answer?.status === 401) leave();
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      close();
    };
  }, []);
  return null;
}
