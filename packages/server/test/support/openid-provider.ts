import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export interface OpenIdProvider {
  readonly issuer: string;
  /** Who signs in there next, and what is said of them. */
  person: { readonly subject: string; readonly claims: Readonly<Record<string, unknown>> };
  /** Where browsers may be sent back to; set once the console listens. */
  allow(redirectUri: string): void;
  close(): Promise<void>;
}

export const clientId = 'portcullis';
export const clientSecret = 'a client secret of the tests';

/** A real OpenID provider on loopback that signs `person` in without asking. */
export async function startOpenIdProvider(): Promise<OpenIdProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const redirectUris: string[] = [];
  const client = {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: ['http://127.0.0.1/unused'],
    response_types: ['code' as const],
    grant_types: ['authorization_code'],
  };
  const started: OpenIdProvider = {
    issuer,
    person: { subject: 'nobody', claims: {} },
    allow: (uri) => void redirectUris.push(uri),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  const provider = new Provider(issuer, {
    clients: [client],
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email'],
      groups: ['groups'],
    },
    scopes: ['openid', 'profile', 'email', 'groups'],
    cookies: { keys: ['a key of the tests'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, { uid }) => `/sign-in/${uid}` },
    findAccount: (_, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...started.person.claims }),
    }),
    // Its own check compares with the list above, which is made before anybody listens.
    ttl: { Interaction: 60, Session: 60, Grant: 60, AccessToken: 60, IdToken: 60, AuthorizationCode: 60 },
    clientBasedCORS: () => false,
  });
  provider.Client.prototype.redirectUriAllowed = (uri: string) => redirectUris.includes(uri);
  const handle = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/sign-in/')) return void handle(request, response);
    void provider
      .interactionDetails(request, response)
      .then(async ({ prompt, params, session }) => {
        if (prompt.name === 'login') {
          const login = { accountId: started.person.subject };
          return provider.interactionFinished(request, response, { login });
        }
        const grant = new provider.Grant({
          accountId: session?.accountId ?? started.person.subject,
          clientId: String(params.client_id),
        });
        grant.addOIDCScope(String(params.scope));
        const consent = { grantId: await grant.save() };
        return provider.interactionFinished(
          request,
          response,
          { consent },
          { mergeWithLastSubmission: true },
        );
      })
      .catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
  });
  return started;
}
