/** What every answer carries, of a page, a file or the machine API: a browser takes it for what it says it is. */
export const everyAnswer = {
  "x-content-type-options": "nosniff",
  "referrer-policy": "same-origin",
} as const;

/** What every answer of the machine API carries as well: opened in a browser it runs nothing and stands in no frame. */
export const apiAnswer = {
  ...everyAnswer,
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
} as const;

/** What every page carries beside its Content-Security-Policy. */
export const everyPage = {
  ...everyAnswer,
  // for browsers that do not know frame-ancestors
  "x-frame-options": "DENY",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy":
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
} as const;

/** Two years, as browsers' preload lists ask. Other hosts of the domain are not ours to decide about. */
export const strictTransport = "max-age=63072000";

export type PagePolicy = {
  /** Scripts run when they carry it, and what such a script loads. */
  nonce: string;
  isHttps: boolean;
  /** Origins beside our own that the page's scripts may talk to. */
  connectTo?: readonly string[];
  /** Origins beside our own to which a form may lead, also by redirect. */
  formsLeadTo?: readonly string[];
  /** React's development build evaluates text. */
  isDevelopment?: boolean;
};

/**
 * The Content-Security-Policy of a page. Styles may stand inline (charts and overlays place themselves by style
 * attributes); scripts may not.
 */
export function pagePolicy({
  nonce,
  isHttps,
  connectTo = [],
  formsLeadTo = [],
  isDevelopment = false,
}: PagePolicy): string {
  const directives: Record<string, readonly string[]> = {
    "default-src": ["'self'"],
    "script-src": [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(isDevelopment ? ["'unsafe-eval'"] : []),
    ],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "blob:", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'", ...connectTo, ...(isDevelopment ? ["ws:"] : [])],
    "form-action": ["'self'", ...formsLeadTo],
    "base-uri": ["'none'"],
    "object-src": ["'none'"],
    "frame-src": ["'none'"],
    "frame-ancestors": ["'none'"],
    ...(isHttps ? { "upgrade-insecure-requests": [] } : {}),
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(" "))
    .join("; ");
}
