/** What usage files come as. */
export const importFormats = [
  "azure-llm",
  "gentd26",
  "litellm",
  "langfuse",
  "openai",
  "cloudevents",
  "csv",
] as const;
export type ImportFormat = (typeof importFormats)[number];
