import { spawn, type SpawnOptions } from 'node:child_process';
import type * as OpenidClient from 'openid-client';
import type { ClientAuth } from 'openid-client';
import { isObject, type JsonObject, textOf } from '../../../model/json.ts';
import type { Credentials } from './types.ts';

/** Asks a plugin or a provider for what proves who we are; the signal ends the asking. */
export type Ask = (signal: AbortSignal | undefined) => Promise<Credentials>;

/** What the official client's authenticators fill in. */
interface Options {
  headers: Record<string, string>;
  cert?: string;
  key?: string;
}

function toCredentials({ headers, cert, key }: Options): Credentials {
  const { Authorization } = headers;
  return {
    headers: Authorization === undefined ? {} : { Authorization },
    tls: { ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) },
  };
}

/**
 * Opens the official client's runner of exec plugins (docs/adr/0006), which keeps what a plugin gave until its time is over. Plugins are told that nobody can be
 * asked, so they get no standard input to wait for, and end with the signal.
 */
export async function openExec(exec: JsonObject): Promise<Ask> {
  const { ExecAuth } = await import('@kubernetes/client-node/dist/exec_auth.js');
  const auth = new ExecAuth();
  return async (signal) => {
    const execFn = (command: string, args: readonly string[] | undefined, options: SpawnOptions): unknown =>
      spawn(command, [...(args ?? [])], {
        ...options,
        stdio: ['ignore', 'pipe', 'pipe'],
        ...(signal === undefined ? {} : { signal }),
      });
    const options: Options = { headers: {} };
    Object.assign(auth, { execFn });
    await auth.applyAuthentication({ name: 'user', exec }, options);
    return toCredentials(options);
  };
}

/** How we prove to the provider which client we are: not at all, or with the secret in the way that it takes. OpenID Connect Core 1.0 §9. */
function clientProof(oidc: typeof OpenidClient, secret: string, metadata: OpenidClient.ServerMetadata): ClientAuth {
  if (secret === '') return oidc.None();
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  return methods.includes('client_secret_basic') ? oidc.ClientSecretBasic(secret) : oidc.ClientSecretPost(secret);
}

/** Gives a new id token for a refresh token. The official client's own one asks in a way that its library refuses. */
async function refreshToken(config: JsonObject, token: string): Promise<Readonly<Record<string, unknown>>> {
  const oidc = await import('openid-client');
  const clientId = textOf(config['client-id']);
  const found = await oidc.discovery(new URL(textOf(config['idp-issuer-url'])), clientId);
  const proof = clientProof(oidc, textOf(config['client-secret']), found.serverMetadata());
  const client = new oidc.Configuration(found.serverMetadata(), clientId, undefined, proof);
  const given = await oidc.refreshTokenGrant(client, token);
  if (given.id_token === undefined) throw new Error('the provider gave no id token');
  return {
    id_token: given.id_token,
    // Who gives no new refresh token lets the old one stand.
    refresh_token: given.refresh_token ?? token,
    expires_at: Number(given.claims()?.exp ?? 0),
  };
}

/** Opens the official client's OpenID Connect, which looks at the id token's time and has it refreshed when that is over. */
export async function openOidc(provider: JsonObject): Promise<Ask> {
  const { OpenIDConnectAuth } = await import('@kubernetes/client-node/dist/oidc_auth.js');
  const auth = new OpenIDConnectAuth();
  // It writes what it gets into what it was given, which was parsed for us alone: a refresh token that holds for one use is not lost when we open it anew.
  const config = isObject(provider['config']) ? provider['config'] : {};
  const authProvider = { ...provider, name: 'oidc', config };
  const client = { refresh: (token: string) => refreshToken(config, token) };
  return async () => {
    const options: Options = { headers: {} };
    await auth.applyAuthentication({ name: 'user', authProvider }, options, client);
    return toCredentials(options);
  };
}
