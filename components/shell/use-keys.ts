"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { pages } from "./pages";
import { areSingleKeysOn } from "./single-keys";

const GO_WITHIN_MS = 1_200;

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("input,textarea,select,[contenteditable],[role=dialog]") !== null
  );
}

/** ⌘K or Ctrl K finds; ? lists the keys; / goes to the page's search; g and a letter goes to a page; n is a new campaign. */
export function useKeys(open: (sheet: "find" | "keys") => void): void {
  const router = useRouter();
  useEffect(() => {
    let goingSince = 0;
    function onKeyDown(event: KeyboardEvent) {
      if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open("find");
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || event.repeat) return;
      if (isTyping(event.target) || !areSingleKeysOn()) return;
      const going = event.timeStamp - goingSince < GO_WITHIN_MS;
      goingSince = 0;
      const page = going && pages.find(({ key }) => key === event.key);
      if (page) router.push(page.href);
      else if (event.key === "g") goingSince = event.timeStamp;
      else if (event.key === "?") open("keys");
      else if (event.key === "n") router.push("/campaigns/new");
      else if (event.key === "/") {
        const search = document.querySelector<HTMLInputElement>("main input[type=search]");
        if (!search) return;
        search.focus();
      } else return;
      event.preventDefault();
    }
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [open, router]);
}
