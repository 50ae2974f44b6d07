import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Chat } from "@/components/chat/chat";
import { getChatSettings } from "../server/settings";

export const metadata: Metadata = { title: { absolute: "Harbour, a sample chatbot" } };
export const dynamic = "force-dynamic";

type Props = { searchParams: Promise<{ campaign?: string | string[] }> };

export default async function Page({ searchParams }: Props) {
  const { campaign } = await searchParams;
  const settings = await getChatSettings(typeof campaign === "string" ? campaign : undefined);
  if (!settings) notFound();
  return <Chat settings={settings} />;
}
