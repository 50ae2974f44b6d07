import "server-only";
import type { Provider } from "next-auth/providers/index";
import { readEnv } from "../../platform/env";

/** What the provider says of a person: the claims of its id token and its userinfo. */
export type SsoPerson = Record<string, unknown> & { sub: string };

/** Names the provider in next-auth's addresses: the way back is /api/auth/callback/oidc. */
export const SSO_PROVIDER = "oidc";

type Tokens = { claims(): Record<string, unknown> };
type Client = { userinfo(tokens: unknown): Promise<Record<string, unknown>> };

/** The company's OpenID Connect provider; null when OIDC_ISSUER is not set. PKCE, state and nonce are checked. */
export function singleSignOn(): Provider | null {
  const env = readEnv("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET");
  if (!env.OIDC_ISSUER || !env.OIDC_CLIENT_ID) return null;
  return {
    id: SSO_PROVIDER,
    name: "Single sign-on",
    type: "oauth" as const,
    wellKnown: `${env.OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret: env.OIDC_CLIENT_SECRET ?? "",
    ...(env.OIDC_CLIENT_SECRET ? {} : { client: { token_endpoint_auth_method: "none" } }),
    authorization: { params: { scope: "openid email profile" } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    userinfo: {
      // providers put a role in either; the client holds userinfo's subject against the id token's
      request: async ({ tokens, client }: { tokens: Tokens; client: Client }) => ({
        ...(await client.userinfo(tokens)),
        ...tokens.claims(),
      }),
    },
    profile: (claims: SsoPerson) => ({ id: claims.sub }),
  } as unknown as Provider;
}

/** Whether people may come through their company's provider. */
export function hasSingleSignOn(): boolean {
  return singleSignOn() !== null;
}
