"use client";

import { useEffect } from "react";
import { PageError } from "@/components/shell/page-error";

type Props = { error: unknown; retry: () => void };

export default function DashboardError({ error, retry }: Props) {
  useEffect(() => {
    document.title = "Could not be read · Sluice";
  }, []);
  return <PageError error={error} retry={retry} />;
}
