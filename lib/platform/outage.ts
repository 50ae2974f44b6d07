import "server-only";

/** Codes of Node, Postgres (classes 57, 55, 53, 40, 25, 08) and Prisma that mean: the database is away, full or busy. */
const codes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "08000",
  "08001",
  "08003",
  "08006",
  "53300",
  "57P01",
  "57P02",
  "57P03",
  // cancelled at its time limit, a lock not had in time, a deadlock or another's commit between: nothing was done
  "57014",
  "55P03",
  "25P03",
  "40001",
  "40P01",
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "P2028",
  "P2034",
]);
const kinds = new Set([
  "DatabaseNotReachable",
  "ConnectionClosed",
  "SocketTimeout",
  "TooManyConnections",
  "TlsConnectionError",
]);
const words =
  /timeout exceeded when trying to connect|connection terminated|can't reach database|not accept(ing)? connections|connection is closed|Client has encountered a connection error|no answer on the/i;

type Shape = {
  code?: string;
  message?: string;
  meta?: { driverAdapterError?: { cause?: { kind?: string; originalCode?: string } } };
  cause?: unknown;
};

/** Database away or overloaded: the caller should come back, nothing of theirs is wrong. */
export function isOutage(error: unknown): boolean {
  if (typeof error !== "object" || error === null) return false;
  const { code = "", message = "", meta, cause } = error as Shape;
  const { kind = "", originalCode = "" } = meta?.driverAdapterError?.cause ?? {};
  return (
    codes.has(code) || kinds.has(kind) || codes.has(originalCode) || words.test(message) || isOutage(cause)
  );
}
