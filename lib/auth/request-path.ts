/** Request header in which proxy.ts tells a page its own path and query; what a client sends there is overwritten. */
export const REQUEST_PATH_HEADER = "x-sluice-path";

/** Request header in which proxy.ts tells a page the nonce of its scripts. */
export const NONCE_HEADER = "x-nonce";
