export const launchFlags: string[];
export function findBrowser(options?: { install?: boolean }): Promise<string | undefined>;
