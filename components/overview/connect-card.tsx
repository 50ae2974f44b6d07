import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Card, CardHead } from "@/components/ui/card";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";

function snippet(gateway: string): string {
  return `curl ${gateway}/api/v1/events \\
  -H "Authorization: Bearer $SLUICE_KEY" \\
  -H "Content-Type: application/cloudevents+json" \\
  -d '{"specversion":"1.0","type":"sluice.inference","source":"chatbot","id":"1","subject":"user-1",
       "data":{"model":"qwen-plus","inputTokens":1150,"outputTokens":210}}'`;
}

/** Before the first event: what to do so that the figures begin. */
export function ConnectCard({ gateway, mayMakeKeys }: { gateway: string; mayMakeKeys: boolean }) {
  const words = snippet(gateway);
  return (
    <Card>
      <CardHead title="Growth over spend" />
      <EmptyState
        title="Waiting for the first event"
        className="min-h-80"
        action={
          mayMakeKeys ? (
            <Button kind="primary" asChild>
              <Link href="/settings#keys">Connect the chatbot: make a key</Link>
            </Button>
          ) : undefined
        }
      >
        <p>
          Send one event for each request of the chatbot, with a key that has{" "}
          <span className="font-mono">usage:write</span>. The figures move as events arrive.
          {!mayMakeKeys && " An administrator makes the key."}
        </p>
      </EmptyState>
      <div className="grid gap-2 border-t border-line p-4">
        <div className="flex items-center justify-between gap-2">
          <h3 className="font-medium">One event, from any shell</h3>
          <CopyButton text={words} label="Copy the command" />
        </div>
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
          tabIndex={0}
          className="overflow-x-auto rounded-control bg-sunken p-3 font-mono text-meta"
        >
          {words}
        </pre>
        <p className="text-pretty text-ink-2">
          Or load a usage file that you have:{" "}
          <code className="font-mono text-meta">npm run import -- usage.csv</code> reads LiteLLM, Langfuse and
          OpenAI exports, CloudEvents and plain CSV.
        </p>
      </div>
    </Card>
  );
}
