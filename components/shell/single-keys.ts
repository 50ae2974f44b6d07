"use client";

import { useSyncExternalStore } from "react";

// WCAG 2.1.4: keys without ctrl or ⌘ can be turned off; the choice is kept in this browser
const STORE = "sluice-single-keys";
const CHANGED = "sluice-single-keys-changed";

export function areSingleKeysOn(): boolean {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

function listen(changed: () => void) {
  window.addEventListener(CHANGED, changed);
  return () => window.removeEventListener(CHANGED, changed);
}

function set(on: boolean) {
  try {
    localStorage.setItem(STORE, on ? "on" : "off");
  } catch {
    // a browser that keeps nothing: they stay on
  }
  window.dispatchEvent(new Event(CHANGED));
}

/** Whether single keys work, and the way to change it. */
export function useSingleKeys(): [boolean, (on: boolean) => void] {
  return [useSyncExternalStore(listen, areSingleKeysOn, () => true), set];
}
