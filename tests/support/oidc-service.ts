import { once } from 'node:events';
import Provider from 'oidc-provider';
import { freePort } from './port.ts';

export interface OidcService {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly end: () => Promise<void>;
}

/**
 * A sign-in service on this machine, with its own pages: whoever types a name signs in as that name, which is its
 * subject and its `preferred_username`.
 */
export async function anOidcService(redirectUri: string): Promise<OidcService> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const [clientId, clientSecret] = ['hailong', 'a secret of the tests only'];
  const provider = new Provider(issuer, {
    clients: [{ client_id: clientId, client_secret: clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    findAccount: (_, name) => ({
      accountId: name,
      claims: () => ({ sub: name, preferred_username: name })
    }),
    pkce: { required: () => true },
    cookies: { keys: ['of the tests only'] }
  });
  const server = provider.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...{ issuer, clientId, clientSecret },
    end: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    }
  };
}
