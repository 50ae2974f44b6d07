import type { Scope } from "../auth";

export type Snippet = {
  id: string;
  title: string;
  /** The scope that the key needs. */
  scope: Scope;
  language: "bash" | "js";
  text: string;
};

/** A text as one word of a shell. */
const inShell = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
const inJs = (text: string) => JSON.stringify(text);

/**
 * What one pastes to use a key, with this installation's addresses. `key` null: the shell and the server take it from
 * SLUICE_API_KEY, and the browser's example says where it goes.
 */
export function toSnippets({
  address,
  key,
  campaign,
}: {
  address: string;
  key: string | null;
  campaign: string;
}): Snippet[] {
  const shellKey =
    key === null ? '"Authorization: Bearer $SLUICE_API_KEY"' : inShell(`Authorization: Bearer ${key}`);
  const jsKey = key === null ? "env.SLUICE_API_KEY" : inJs(key);
  const coupons = `${address}/api/v1/campaigns/${encodeURIComponent(campaign)}/coupons`;
  return [
    {
      id: "issue",
      title: "Issue a coupon (curl)",
      scope: "coupons:write",
      language: "bash",
      text: `curl --fail-with-body -sS ${inShell(coupons)} \\
  -H ${shellKey} \\
  -H 'Content-Type: application/json' \\
  -H "Idempotency-Key: $(date +%s)-$$" \\
  -d '{"subject":"user-1"}'`,
    },
    {
      id: "pause",
      title: "Pause all promotions (curl)",
      scope: "switch:pause",
      language: "bash",
      text: `curl --fail-with-body -sS ${inShell(`${address}/api/v1/switch/pause`)} \\
  -H ${shellKey} \\
  -H 'Content-Type: application/json' \\
  -d '{"reason":"Spend is running away","message":"Our coupons take a short break."}'`,
    },
    {
      id: "fetch",
      title: "Issue a coupon from the chatbot's server (fetch)",
      scope: "coupons:write",
      language: "js",
      text: `import { randomUUID } from "node:crypto";
${key === null ? 'import { env } from "node:process";\n' : ""}
const answer = await fetch(${inJs(coupons)}, {
  method: "POST",
  headers: {
    authorization: \`Bearer \${${jsKey}}\`,
    "content-type": "application/json",
    "idempotency-key": randomUUID(),
  },
  body: JSON.stringify({ subject: "user-1" }),
});
const coupon = await answer.json();
if (answer.ok) console.log("issued", coupon.code);
else console.log("refused", coupon.code, coupon.detail);`,
    },
    {
      id: "flags",
      title: "Read the flags in the browser (OpenFeature)",
      scope: "flags:read",
      language: "js",
      text: `import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature } from "@openfeature/web-sdk";

const key = ${key === null ? '"slu_…" /* a key with flags:read alone: every visitor can read it */' : inJs(key)};
await OpenFeature.setProviderAndWait(
  new OFREPWebProvider({
    baseUrl: ${inJs(address)},
    headers: [["authorization", \`Bearer \${key}\`]],
  }),
);
const flags = OpenFeature.getClient();
console.log("promotions", flags.getBooleanValue("promotions-enabled", false));
console.log("message", flags.getStringValue("promotions-message", ""));`,
    },
    {
      id: "react",
      title: "Show the coupon card in React (OpenFeature)",
      scope: "flags:read",
      language: "js",
      text: `import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature, OpenFeatureProvider, useBooleanFlagValue } from "@openfeature/react-sdk";
import { createElement } from "react";

const key = ${key === null ? '"slu_…" /* a key with flags:read alone */' : inJs(key)};
OpenFeature.setProvider(
  new OFREPWebProvider({
    baseUrl: ${inJs(address)},
    headers: [["authorization", \`Bearer \${key}\`]],
  }),
);

function CouponCard() {
  const isOn = useBooleanFlagValue(${inJs(`promotion-${campaign}`)}, false);
  return isOn ? createElement("button", null, "Claim coupon") : null;
}

export function App() {
  return createElement(OpenFeatureProvider, null, createElement(CouponCard));
}`,
    },
    {
      id: "server",
      title: "Read the flags on the chatbot's server (OpenFeature)",
      scope: "flags:read",
      language: "js",
      text: `import { env } from "node:process";
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";

await OpenFeature.setProviderAndWait(
  new OFREPProvider({
    baseUrl: ${inJs(address)},
    headers: [["authorization", \`Bearer \${${jsKey}}\`]],
  }),
);
const flags = OpenFeature.getClient();
// asked anew each time: a pause holds for the next request
console.log("promotions", await flags.getBooleanValue("promotions-enabled", false));`,
    },
    {
      id: "events",
      title: "Follow the flags without a library (fetch + EventSource)",
      scope: "flags:read",
      language: "js",
      text: `const address = ${inJs(address)};
const key = ${key === null ? '"slu_…" /* a key with flags:read alone */' : inJs(key)};

async function readFlags(heard) {
  const query = heard ? \`?flagConfigEtag=\${encodeURIComponent(heard)}\` : "";
  const answer = await fetch(\`\${address}/ofrep/v1/evaluate/flags\${query}\`, {
    method: "POST",
    headers: { authorization: \`Bearer \${key}\`, "content-type": "application/json" },
    body: JSON.stringify({ context: { targetingKey: "user-1" } }),
  });
  if (!answer.ok) throw new Error(\`flags: \${answer.status}\`);
  return answer.json();
}

function show({ flags }) {
  // unknown is off
  const isOn = flags.find(({ key }) => key === "promotions-enabled")?.value ?? false;
  console.log("promotions", isOn);
}

const first = await readFlags();
show(first);
const { url, endpoint } = first.eventStreams[0];
const events = new EventSource(new URL(url ?? endpoint.requestUri, address));
events.onmessage = async ({ data }) => show(await readFlags(JSON.parse(data).etag));`,
    },
    {
      id: "usage",
      title: "Send usage (CloudEvents)",
      scope: "usage:write",
      language: "bash",
      text: `curl --fail-with-body -sS ${inShell(`${address}/api/v1/events`)} \\
  -H ${shellKey} \\
  -H 'Content-Type: application/cloudevents+json' \\
  -d "{
    \\"specversion\\": \\"1.0\\", \\"type\\": \\"sluice.inference\\", \\"source\\": \\"my-chatbot\\",
    \\"id\\": \\"$(date +%s)-$$\\", \\"time\\": \\"$(date -u +%Y-%m-%dT%H:%M:%SZ)\\", \\"subject\\": \\"user-1\\",
    \\"data\\": { \\"model\\": \\"qwen-plus\\", \\"inputTokens\\": 1200, \\"outputTokens\\": 300 }
  }"`,
    },
  ];
}
