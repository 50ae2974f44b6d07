"use client";

import { useEffect } from "react";

/** Keeps a page for when there is no network, for the phone's page only. Where it cannot be kept nothing is lost. */
export function OfflineShell() {
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    navigator.serviceWorker.register("/sw.js", { scope: "/pause" }).catch(() => undefined);
  }, []);
  return null;
}
