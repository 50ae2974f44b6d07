"use client";

import { ArrowUp, MessageSquare, Plus } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import type { Reply } from "./canned-replies";
import { CouponCard, type Offer } from "./coupon-card";
import { PromotionFlags } from "./promotion-flags";

type Turn =
  | { id: number; by: "me"; text: string }
  | { id: number; by: "it"; reply: Reply }
  | { id: number; by: "failure"; text: string };

const opening: Turn[] = [
  {
    id: 0,
    by: "me",
    text: "We get to Hangzhou on Friday evening with a six-year-old and leave on Sunday after lunch. Not too much walking, please.",
  },
  {
    id: 1,
    by: "it",
    reply: {
      paragraphs: [
        "One anchor a day, a boat instead of a walk, and a free hour after lunch works well at six.",
        "Saturday: the boat from Lakeside to the small island, lunch near Hefang Street, then a rest. Sunday: the science museum at nine, noodles by the station, and you are on time.",
      ],
    },
  },
];

function lettersOf(turns: Turn[]): number {
  return turns.reduce(
    (sum, turn) =>
      sum +
      (turn.by === "it"
        ? [...turn.reply.paragraphs, ...(turn.reply.list ?? [])].join(" ").length
        : turn.text.length),
    0,
  );
}

function Answer({ reply }: { reply: Reply }) {
  return (
    <div className="grid gap-2">
      {reply.paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      {reply.list && (
        <ul className="list-disc pl-5">
          {reply.list.map((item) => (
            <li key={item}>{item}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function TurnView({ turn }: { turn: Turn }) {
  if (turn.by === "me") {
    return (
      <p className="max-w-130 justify-self-end rounded-card bg-sunken px-4 py-2.5 whitespace-pre-wrap">
        {turn.text}
      </p>
    );
  }
  if (turn.by === "failure") return <p className="text-red">{turn.text}</p>;
  return <Answer reply={turn.reply} />;
}

type Props = {
  settings: { clientKey: string; gatewayPort: number; campaign: string; offer: Offer | null };
};

/** A sample chatbot's page: what it says is canned, its flag, its coupons and its usage are real. */
export function Chat({ settings }: Props) {
  const [turns, setTurns] = useState<Turn[]>(opening);
  const [text, setText] = useState("");
  const [waiting, setWaiting] = useState(false);
  const end = useRef<HTMLDivElement>(null);
  const next = useRef(opening.length);
  const said = turns.length;
  useEffect(() => {
    if (said > opening.length) end.current?.scrollIntoView({ block: "end" });
  }, [said]);

  const add = (turn: Turn) => setTurns((all) => [...all, turn]);
  const id = () => {
    next.current += 1;
    return next.current;
  };
  async function send(event: FormEvent) {
    event.preventDefault();
    const words = text.trim();
    if (!words || waiting) return;
    setText("");
    setWaiting(true);
    add({ id: id(), by: "me", text: words });
    try {
      const answer = await fetch("/chat/messages", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ text: words, history: Math.min(200_000, lettersOf(turns)) }),
      });
      const body = await answer.json();
      add(
        answer.ok
          ? { id: id(), by: "it", reply: body.reply }
          : { id: id(), by: "failure", text: body.detail },
      );
    } catch {
      add({
        id: id(),
        by: "failure",
        text: "Harbour could not be reached. Your words are not lost: send them again.",
      });
      setText(words);
    } finally {
      setWaiting(false);
    }
  }

  return (
    <div className="grid h-dvh bg-surface md:grid-cols-[15.5rem_minmax(0,1fr)]">
      <aside className="hidden border-r border-line bg-bg px-3 md:block">
        <span className="flex h-14 items-center gap-2 px-2 text-title font-semibold">
          <MessageSquare aria-hidden strokeWidth={1.8} className="size-5" />
          Harbour
        </span>
        <Button size="large" className="w-full justify-start" onClick={() => setTurns([])}>
          <Plus aria-hidden />
          New chat
        </Button>
        <p className="mt-4 px-2 text-meta text-pretty text-ink-3">
          A sample chatbot for trying Sluice. It talks to no model: its answers are canned. The coupon, the
          flag that shows it and the usage it sends are real.
        </p>
      </aside>
      <main className="flex h-dvh min-w-0 flex-col">
        <header className="flex h-14 shrink-0 items-center gap-3 border-b border-line px-4 md:px-6">
          <h1 className="truncate text-lead font-semibold">
            {turns.length ? "Two days in Hangzhou with a child" : "New chat"}
          </h1>
          <span className="ml-auto shrink-0 text-meta text-ink-3">Sample chatbot</span>
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard */}
        <div tabIndex={0} role="log" aria-label="Conversation" className="min-h-0 flex-1 overflow-y-auto">
          <div className="mx-auto grid w-full max-w-180 content-start gap-6 px-4 py-8 text-section leading-6 font-normal md:px-6">
            {turns.slice(0, 2).map((turn) => (
              <TurnView key={turn.id} turn={turn} />
            ))}
            <PromotionFlags clientKey={settings.clientKey} gatewayPort={settings.gatewayPort}>
              <CouponCard campaign={settings.campaign} offer={settings.offer} />
            </PromotionFlags>
            {turns.slice(2).map((turn) => (
              <TurnView key={turn.id} turn={turn} />
            ))}
            {waiting && <p className="text-ink-3">Harbour is thinking…</p>}
            <div ref={end} />
          </div>
        </div>
        <form onSubmit={send} className="mx-auto w-full max-w-180 shrink-0 px-4 pt-2 pb-4 md:px-6">
          <div className="flex min-h-14 items-center gap-2 rounded-card border border-control pr-2 pl-4 focus-within:border-accent focus-within:ring-1 focus-within:ring-accent">
            <input
              aria-label="Ask anything"
              placeholder="Ask anything"
              value={text}
              onChange={(event) => setText(event.target.value)}
              maxLength={2_000}
              autoComplete="off"
              className="min-w-0 flex-1 bg-transparent text-section outline-none"
            />
            <span className="shrink-0 text-meta text-ink-3">qwen-plus</span>
            <button
              type="submit"
              aria-label="Send"
              className="grid size-10 shrink-0 place-items-center rounded-control bg-pause-bg text-pause-ink"
            >
              <ArrowUp aria-hidden className="size-4" />
            </button>
          </div>
          <p className="mt-2 text-center text-meta text-ink-3">Harbour can be wrong. Check what matters.</p>
        </form>
      </main>
    </div>
  );
}
