export type SchemaFile = { path: string; content: string };
export function readSchema(folder?: string): SchemaFile[];
export function diffSchema(url: string, files?: SchemaFile[]): Promise<string>;
