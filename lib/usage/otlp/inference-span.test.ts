import { describe, expect, it } from "vitest";
import { readSpan } from "./inference-span";

const read = (attributes: Record<string, string | number>, name = "call") => {
  const span = {
    name,
    traceId: "1".repeat(32),
    spanId: "2".repeat(16),
    startNanos: 1_790_000_000_000_000_000n,
    endNanos: 0n,
    attributes: new Map<string, string | number>(Object.entries(attributes)),
    resource: new Map<string, string | number>(),
  };
  const event = readSpan(span as never, 0);
  if (!event.ok) throw new Error(event.error.detail);
  return event.value;
};
const tokens = { "gen_ai.usage.input_tokens": 1_000 };

describe("a span of a model request", () => {
  it.each([
    "chat",
    "embeddings",
    "realtime_inference",
    "chat.completions",
    "chat.streaming_completions",
    "text.completions",
    "text.streaming_completions",
  ])("is counted by its operation %s", (operation) =>
    expect(read({ "gen_ai.operation.name": operation, ...tokens })).toMatchObject({
      requests: 1,
      inputTokens: 1_000,
    }),
  );

  it("is read by OpenInference's names, with what it says of its tokens", () =>
    expect(
      read({
        "openinference.span.kind": "LLM",
        "llm.model_name": "gpt-4o",
        "llm.provider": "openai",
        "llm.token_count.prompt": 1_000,
        "llm.token_count.prompt_details.cache_read": 300,
        "llm.token_count.completion": 200,
        "llm.token_count.completion_details.reasoning": 50,
      }),
    ).toMatchObject({
      model: "gpt-4o",
      provider: "openai",
      inputTokens: 1_000,
      cachedInputTokens: 300,
      outputTokens: 200,
      reasoningTokens: 50,
    }));

  it("is none where a library says that it is of a model, and nothing of what it used", () => {
    expect(read({ "openinference.span.kind": "LLM", "llm.model_name": "gpt-4o" })).toBeNull();
    expect(read({ "langfuse.observation.type": "generation" })).toBeNull();
  });

  it.each(["invoke_agent", "execute_tool", "invoke_workflow", "retrieval"])(
    "is none where %s sums up what others report",
    (operation) => expect(read({ "gen_ai.operation.name": operation, ...tokens })).toBeNull(),
  );
  it.each(["AGENT", "CHAIN", "TOOL"])("is none of OpenInference's kind %s", (kind) =>
    expect(read({ "openinference.span.kind": kind, "llm.token_count.prompt": 5 })).toBeNull(),
  );
});
