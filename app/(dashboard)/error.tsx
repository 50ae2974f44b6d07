"use client";

import { useEffect } from "react";
import { PageError } from "@/components/shell/page-error";
import { PageTitle } from "@/components/shell/page-title";

type Props = { error: unknown; retry: () => void };

export default function DashboardError({ error, retry }: Props) {
  useEffect(() => {
    document.title = "Could not be read · Sluice";
  }, []);
  return (
    <>
      <PageTitle>Could not be read</PageTitle>
      <PageError error={error} retry={retry} />
    </>
  );
}
