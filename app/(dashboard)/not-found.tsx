import type { Metadata } from "next";
import { NotFound } from "@/components/shell/not-found";
import { PageTitle } from "@/components/shell/page-title";

export const metadata: Metadata = { title: "Not found" };

export default function DashboardNotFound() {
  return (
    <>
      <PageTitle>Not found</PageTitle>
      <NotFound />
    </>
  );
}
