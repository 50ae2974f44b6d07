export function readAdvisories(report: string): string[] | null;
export function findAdvisories(): Promise<string[] | null>;
