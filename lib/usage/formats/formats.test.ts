import { describe, expect, it } from "vitest";
import type { ReadRow } from "../import-row";
import { detectCsvFormat, detectJsonFormat, type ImportFormat, readersOf } from ".";
import { parseCsvMap } from "./csv";
import { detectDelimiter } from "./delimiter";

const options = { map: null, nowMicros: 0 };
const at = (iso: string) => Date.parse(iso) * 1000;

function readCsv(
  format: ImportFormat,
  header: string[],
  fields: string[],
  map: string | null = null,
): ReadRow {
  const parsed = map === null ? null : parseCsvMap(map);
  const open = readersOf(format, { ...options, map: parsed?.ok ? parsed.value : null }).csv;
  const reader = open?.(header);
  if (!reader?.ok) throw new Error(reader?.error ?? "no CSV");
  const [row] = reader.value(fields);
  if (!row) throw new Error("no row");
  return row;
}
const readJson = (format: ImportFormat, value: unknown) => readersOf(format, options).json?.(value) ?? [];
const eventOf = (row: ReadRow | undefined) =>
  row?.ok ? (row.value.own ? row.value.event : row.value.found.event) : row?.error;

describe("azure-llm", () => {
  const header = ["TIMESTAMP", "ContextTokens", "GeneratedTokens"];
  it("reads seven digits of a second and both counts; users there are none", () =>
    expect(eventOf(readCsv("azure-llm", header, ["2023-11-16 18:15:46.6805900", "374", "44"]))).toMatchObject(
      {
        atMicros: at("2023-11-16T18:15:46Z") + 680_590,
        inputTokens: 374,
        outputTokens: 44,
        subject: null,
        model: "",
      },
    ));
  it.each([
    ["TIMESTAMP", ["x", "1", "2"]],
    ["ContextTokens", ["2023-11-16 18:15:46", "1.5", "2"]],
    ["GeneratedTokens", ["2023-11-16 18:15:46", "1", "-2"]],
  ])("rejects a wrong %s by its name", (field, fields) =>
    expect(eventOf(readCsv("azure-llm", header, fields))).toMatchObject({
      code: "wrong_field",
      detail: expect.stringMatching(`^${field}: `),
    }),
  );
});

describe("gentd26", () => {
  const header = [
    "gmt_create",
    "predict_type",
    "predict_status",
    "exec_time_seconds",
    "groupId",
    "prompt_length",
    "checkpoint_model_version_id",
  ];
  it("counts every status, takes no prompt for tokens, and leaves a missing model to the import", () => {
    expect(
      eventOf(readCsv("gentd26", header, ["2024-11-15 16:57:50", "T", "FAILED", "32.5", "G1", "63.0", "M1"])),
    ).toMatchObject({
      subject: "G1",
      model: "M1",
      gpuNanos: 32_500_000_000n,
      inputTokens: 0,
      outputTokens: 0,
    });
    expect(
      eventOf(readCsv("gentd26", header, ["2024-11-15 16:57:50", "T", "PENDING", "", "", "", ""])),
    ).toMatchObject({
      subject: null,
      model: "",
      gpuNanos: 0n,
    });
  });
});

describe("litellm", () => {
  const log = {
    request_id: "r1",
    call_type: "acompletion",
    spend: 0.0000125,
    prompt_tokens: 100,
    completion_tokens: 20,
    startTime: "2026-11-01T10:00:00.123456+00:00",
    model: "qwen-plus",
    custom_llm_provider: "dashscope",
    user: "default_user_id",
    end_user: "customer-7",
    metadata: {
      usage_object: {
        prompt_tokens_details: { cached_tokens: 40 },
        completion_tokens_details: { reasoning_tokens: 5 },
      },
    },
  };
  it("reads a spend log: its customer, its token classes and its spend, half a micro-unit up", () =>
    expect(eventOf(readJson("litellm", log)[0])).toMatchObject({
      atMicros: at("2026-11-01T10:00:00Z") + 123_456,
      subject: "customer-7",
      model: "qwen-plus",
      provider: "dashscope",
      inputTokens: 100,
      outputTokens: 20,
      cachedInputTokens: 40,
      reasoningTokens: 5,
      cost: { micros: 13n, currency: "USD" },
    }));
  it("leaves what the proxy could not price to our prices, and counts nobody for its own user", () =>
    expect(eventOf(readJson("litellm", { ...log, spend: 0, end_user: "" })[0])).toMatchObject({
      cost: null,
      subject: null,
    }));
  it("takes an answer from the proxy's cache as costing nothing, and does not price its tokens", () => {
    for (const cache_hit of ["True", "true", true])
      expect(eventOf(readJson("litellm", { ...log, spend: 0, cache_hit })[0])).toMatchObject({
        cost: { micros: 0n, currency: "USD" },
      });
    const asked = readJson("litellm", { ...log, spend: 0, cache_hit: "False" });
    expect(eventOf(asked[0])).toMatchObject({ cost: null });
  });
  it("reads pages and rejects row by row", () => {
    const rows = readJson("litellm", { data: [log, { ...log, prompt_tokens: "many" }], total: 2 });
    expect(rows.map(({ ok }) => ok)).toEqual([true, false]);
  });
  it("reads the table as CSV, metadata as text", () => {
    const header = [
      "request_id",
      "spend",
      "prompt_tokens",
      "completion_tokens",
      "startTime",
      "model",
      "metadata",
      "end_user",
    ];
    const fields = ["r", "0.5", "10", "2", "2026-11-01 10:00:00", "m", JSON.stringify(log.metadata), ""];
    expect(eventOf(readCsv("litellm", header, fields))).toMatchObject({
      code: "part_exceeds_whole",
    });
    fields[2] = "100";
    fields[3] = "20";
    expect(eventOf(readCsv("litellm", header, fields))).toMatchObject({
      cachedInputTokens: 40,
      cost: { micros: 500_000n },
    });
  });
});

describe("openai", () => {
  const bucket = {
    object: "bucket",
    start_time: 1_730_419_200,
    end_time: 1_730_505_600,
    results: [
      {
        object: "organization.usage.completions.result",
        input_tokens: 1000,
        output_tokens: 500,
        input_cached_tokens: 800,
        num_model_requests: 5,
        user_id: "user-1",
        model: "gpt-4o-mini-2024-07-18",
      },
      {
        object: "organization.usage.completions.result",
        input_tokens: 1,
        output_tokens: 1,
        num_model_requests: 1,
        user_id: null,
        model: null,
      },
    ],
  };
  it("reads a page of buckets; a result counts as the requests that it sums", () => {
    const rows = readJson("openai", { object: "page", data: [bucket, { ...bucket, results: [] }] });
    expect(rows.map(eventOf)).toMatchObject([
      {
        atMicros: 1_730_419_200_000_000,
        requests: 5,
        inputTokens: 1000,
        outputTokens: 500,
        cachedInputTokens: 800,
        subject: "user-1",
        model: "gpt-4o-mini-2024-07-18",
        provider: "openai",
      },
      { requests: 1, subject: null, model: "" },
    ]);
  });
  it("tells batches by their flag, and other tiers by their word", () => {
    const tiers = [
      { batch: true },
      { batch: "false", service_tier: "flex" },
      { service_tier: "default" },
      {},
    ];
    const results = tiers.map((tier) => ({ ...bucket.results[0], ...tier }));
    expect(
      readJson("openai", { ...bucket, results }).map(
        (row) => row.ok && !row.value.own && row.value.found.event.serviceTier,
      ),
    ).toEqual(["batch", "flex", "", ""]);
  });

  it("rejects pages of costs, which are money without requests, and reads what was written to a cache", () => {
    const costs = { object: "organization.costs.result", amount: { value: 0.06, currency: "usd" } };
    const written = { ...bucket.results[0], input_cache_write_tokens: 100 };
    const [cost, usage] = readJson("openai", { ...bucket, results: [costs, written] });
    expect(cost).toMatchObject({
      ok: false,
      error: { detail: expect.stringContaining("add what was billed") },
    });
    expect(eventOf(usage)).toMatchObject({ cacheWriteTokens: 100 });
  });

  it("tells equal results of two buckets apart", () => {
    const rows = [
      ...readJson("openai", bucket),
      ...readJson("openai", { ...bucket, start_time: 1_730_505_600 }),
    ];
    const texts = rows.flatMap((row) => (row.ok && !row.value.own ? [row.value.found.row] : []));
    expect(new Set(texts).size).toBe(4);
  });
  it("reads the export of the usage page", () =>
    expect(
      eventOf(
        readCsv(
          "openai",
          [
            "start_time",
            "end_time",
            "num_model_requests",
            "user_id",
            "model",
            "input_tokens",
            "output_tokens",
            "input_cached_tokens",
          ],
          ["1730419200", "1730505600", "3", "", "gpt-4o", "30", "12", "0"],
        ),
      ),
    ).toMatchObject({ requests: 3, model: "gpt-4o", inputTokens: 30, outputTokens: 12 }));
});

describe("csv", () => {
  const header = ["created", "who", "what", "in", "price", "money"];
  const map = "time=created,subject=who,model=what,inputTokens=in,cost=price,currency=money";
  it("reads the columns that --map names", () =>
    expect(
      eventOf(readCsv("csv", header, ["2026-11-01", "u", "m", "12", "0.0000015", "CNY"], map)),
    ).toMatchObject({
      subject: "u",
      model: "m",
      inputTokens: 12,
      cost: { micros: 2n, currency: "CNY" },
    }));
  it("knows columns by their usual names without --map", () =>
    expect(
      eventOf(
        readCsv(
          "csv",
          ["Timestamp", "User ID", "model", "prompt_tokens", "GPU Seconds"],
          ["2026-11-01 10:00", "u", "m", "7", "1.25"],
        ),
      ),
    ).toMatchObject({
      atMicros: at("2026-11-01T10:00:00Z"),
      subject: "u",
      inputTokens: 7,
      gpuNanos: 1_250_000_000n,
    }));
  it.each([
    [["a", "b"], null, "Which column is the time?"],
    [["a", "b"], "time=c", "there is no column c"],
    [["a", "cost"], "time=a,cost=cost", "A cost needs its currency"],
  ])("says what the header %j lacks", (names, text, sentence) => {
    expect(() => readCsv("csv", names, [], text)).toThrow(sentence);
  });
  it("rejects a cost of no currency", () =>
    expect(eventOf(readCsv("csv", header, ["2026-11-01", "u", "m", "1", "1", "?"], map))).toMatchObject({
      code: "wrong_field",
    }));
});

describe("langfuse", () => {
  const observation = {
    id: "o1",
    trace_id: "t1",
    type: "GENERATION",
    start_time: "2026-11-01 10:00:00.123000",
    provided_model_name: "qwen-plus",
    user_id: "customer-7",
    usage_details: {
      input: 60,
      input_cached_tokens: 30,
      cache_read_input_tokens: 10,
      output: 15,
      output_reasoning_tokens: 5,
      total: 120,
    },
    cost_details: { input: 0.00001, output: 0.0000025, total: 0.0000125 },
  };
  const read = {
    atMicros: at("2026-11-01T10:00:00Z") + 123_000,
    subject: "customer-7",
    model: "qwen-plus",
    inputTokens: 100,
    outputTokens: 20,
    cachedInputTokens: 40,
    reasoningTokens: 5,
    cost: { micros: 13n, currency: "USD" },
  };
  it("reads an exported observation: kinds of tokens lie beside one another, cost half a micro-unit up", () =>
    expect(eventOf(readJson("langfuse", observation)[0])).toMatchObject(read));
  it("reads the same from the API, in pages, and from CSV, where maps are text", () => {
    const fromApi = {
      id: "o1",
      traceId: "t1",
      type: "GENERATION",
      startTime: "2026-11-01T10:00:00.123Z",
      model: "qwen-plus",
      userId: "customer-7",
      usageDetails: observation.usage_details,
      costDetails: observation.cost_details,
    };
    const page = readJson("langfuse", {
      data: [fromApi, { ...fromApi, startTime: "then" }],
      meta: { page: 1 },
    });
    expect(page.map(({ ok }) => ok)).toEqual([true, false]);
    expect(eventOf(page[0])).toMatchObject(read);
    const fields = Object.values(observation).map((value) =>
      typeof value === "object" ? JSON.stringify(value) : value,
    );
    expect(eventOf(readCsv("langfuse", Object.keys(observation), fields))).toMatchObject(read);
  });
  it("counts what asks a model alone: spans and agents sum up what stands below them", () => {
    for (const type of ["SPAN", "AGENT", "TOOL", "EVENT", "CHAIN"])
      expect(readJson("langfuse", { ...observation, type })).toEqual([]);
    expect(readJson("langfuse", { ...observation, type: "EMBEDDING" })).toHaveLength(1);
  });
  it("leaves what Langfuse could not price to our prices", () =>
    expect(
      eventOf(readJson("langfuse", { ...observation, cost_details: {}, total_cost: null })[0]),
    ).toMatchObject({ cost: null }));
});

describe("a file says what it is:", () => {
  it.each([
    [["TIMESTAMP", "ContextTokens", "GeneratedTokens"], "azure-llm"],
    [["gmt_create", "predict_type", "exec_time_seconds", "groupId"], "gentd26"],
    [["start_time", "num_model_requests", "model"], "openai"],
    [["request_id", "startTime", "prompt_tokens", "completion_tokens"], "litellm"],
    [["id", "trace_id", "type", "start_time", "usage_details"], "langfuse"],
    [["time", "subject"], "csv"],
  ])("the header %j", (header, format) => expect(detectCsvFormat(header)).toBe(format));
  it.each([
    [{ specversion: "1.0" }, "cloudevents"],
    [{ object: "page", data: [{ object: "bucket", results: [] }] }, "openai"],
    [{ n_context_tokens_total: 1 }, "openai"],
    [{ startTime: "x", prompt_tokens: 1 }, "litellm"],
    [{ data: [{ startTime: "x" }] }, "litellm"],
    [{ id: "o", traceId: "t", type: "SPAN", startTime: "x" }, "langfuse"],
    [{ data: [{ id: "o", trace_id: "t", type: "GENERATION", start_time: "x" }] }, "langfuse"],
    [{ a: 1 }, null],
    [7, null],
  ])("the value %j", (value, format) => expect(detectJsonFormat(value)).toBe(format));
  it.each([
    ["a;b;c,d", ";"],
    ["a\tb", "\t"],
    ["a", ","],
  ])("the delimiter of %j", (header, delimiter) => expect(detectDelimiter(header)).toBe(delimiter));
});
