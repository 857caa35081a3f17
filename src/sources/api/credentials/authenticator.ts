import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isList, isObject, type Json, type JsonObject, textOf } from '../../../model/json.ts';
import { type ConfigEntry, KubeconfigError } from './kubeconfig.ts';
import type { Credentials } from './types.ts';

/** Gives what proves who we are, asking plugins and providers when that is due. */
export type Authenticate = () => Promise<Credentials>;

/** The cluster that credentials are for, as exec plugins are told. */
export interface Target {
  readonly server: string;
  readonly cluster: JsonObject;
}

const NOTHING: Credentials = { headers: {}, tls: {} };
const bearer = (token: string): Credentials => ({ headers: { Authorization: `Bearer ${token}` }, tls: {} });

/** A token file is read for every connection: the kubelet replaces it while we run. */
async function fromTokenFile(user: ConfigEntry, name: string): Promise<Credentials> {
  try {
    return bearer((await readFile(path.resolve(user.folder, name), 'utf8')).trim());
  } catch (error) {
    throw new KubeconfigError(`cannot read the token: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** What a plugin is told of the cluster. @see https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ */
function execInfo(apiVersion: string, { server, cluster }: Target, wantsCluster: boolean): string {
  const info = {
    server,
    ...(textOf(cluster['tls-server-name']) === '' ? {} : { 'tls-server-name': textOf(cluster['tls-server-name']) }),
    ...(cluster['insecure-skip-tls-verify'] === true ? { 'insecure-skip-tls-verify': true } : {}),
    ...(textOf(cluster['certificate-authority-data']) === ''
      ? {}
      : { 'certificate-authority-data': textOf(cluster['certificate-authority-data']) }),
  };
  const spec = wantsCluster ? { cluster: info, interactive: false } : { interactive: false };
  return JSON.stringify({ apiVersion, kind: 'ExecCredential', spec });
}

function execOf(exec: JsonObject, folder: string, target: Target): JsonObject {
  const command = textOf(exec['command']);
  if (command === '') throw new KubeconfigError("the user's exec plugin names no command");
  const apiVersion = textOf(exec['apiVersion']);
  if (!/^client\.authentication\.k8s\.io\/v1(?:beta1)?$/.test(apiVersion))
    throw new KubeconfigError(
      `the user's exec plugin speaks ${apiVersion || 'no version'}; client.authentication.k8s.io/v1 and v1beta1 are known (update the plugin's entry)`,
    );
  const env = isList(exec['env']) ? exec['env'].filter(isObject) : [];
  const info = execInfo(apiVersion, target, exec['provideClusterInfo'] === true);
  // A relative path with a separator belongs to the kubeconfig's folder; a bare name is looked for on PATH.
  const isRelative = /[\\/]/.test(command) && !path.isAbsolute(command);
  return {
    ...exec,
    command: isRelative ? path.resolve(folder, command) : command,
    env: [...env, { name: 'KUBERNETES_EXEC_INFO', value: info }],
  };
}

function explainExec(error: unknown, command: string, hint: string): KubeconfigError {
  const isMissing = error instanceof Error && (error as NodeJS.ErrnoException).code === 'ENOENT';
  const reason = error instanceof Error ? error.message.trim() : String(error);
  if (isMissing)
    return new KubeconfigError(`the exec plugin "${command}" is not installed.${hint === '' ? '' : ` ${hint}`}`);
  return new KubeconfigError(`the exec plugin "${command}" failed: ${reason || 'it said nothing'}`);
}

/**
 * Opens the official client's configuration code, for exec plugins and OpenID Connect only (docs/adr/0006): loaded when a user needs it.
 */
async function openOfficial(user: Json): Promise<Authenticate> {
  const { KubeConfig } = await import('@kubernetes/client-node/dist/config.js');
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: 'cluster', server: 'https://cluster.invalid', skipTLSVerify: false }],
    users: [{ name: 'user', ...(isObject(user) ? user : {}) }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });
  return async () => {
    const options: { headers?: Record<string, string>; cert?: string; key?: string } = {};
    await config.applyToHTTPSOptions(options as Parameters<typeof config.applyToHTTPSOptions>[0]);
    const { Authorization } = options.headers ?? {};
    const { cert, key } = options;
    return {
      headers: Authorization === undefined ? {} : { Authorization },
      tls: { ...(cert === undefined ? {} : { cert }), ...(key === undefined ? {} : { key }) },
    };
  };
}

function fromExec(user: ConfigEntry, exec: JsonObject, target: Target): Authenticate {
  const settled = execOf(exec, user.folder, target);
  let opened: Promise<Authenticate> | undefined;
  return async () => {
    try {
      opened ??= openOfficial({ exec: settled });
      return await (
        await opened
      )();
    } catch (error) {
      throw explainExec(error, textOf(settled['command']), textOf(exec['installHint']).trim());
    }
  };
}

function fromOidc(provider: JsonObject): Authenticate {
  let opened: Promise<Authenticate> | undefined;
  return async () => {
    try {
      opened ??= openOfficial({ authProvider: provider });
      return await (
        await opened
      )();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new KubeconfigError(`the OpenID Connect token could not be refreshed: ${reason}; log in again`);
    }
  };
}

function fromProvider(provider: JsonObject): Authenticate {
  const name = textOf(provider['name']);
  if (name === 'oidc') return fromOidc(provider);
  throw new KubeconfigError(
    `the user's auth provider "${name}" is gone from Kubernetes since 1.26: use its exec plugin (kubelogin, gke-gcloud-auth-plugin)`,
  );
}

/**
 * Says how a user of a kubeconfig proves who they are, in kubectl's order: a token file, a token, name and password, a plugin or a provider; certificates come beside these.
 * Throws KubeconfigError for what cannot be used.
 */
export function openAuthenticator(user: ConfigEntry, target: Target): Authenticate {
  const { value } = user;
  const tokenFile = textOf(value['tokenFile']);
  if (tokenFile !== '') return () => fromTokenFile(user, tokenFile);
  const token = textOf(value['token']);
  if (token !== '') return () => Promise.resolve(bearer(token));
  const name = textOf(value['username']);
  if (name !== '') {
    const pair = Buffer.from(`${name}:${textOf(value['password'])}`).toString('base64');
    return () => Promise.resolve({ headers: { Authorization: `Basic ${pair}` }, tls: {} });
  }
  if (isObject(value['exec'])) return fromExec(user, value['exec'], target);
  if (isObject(value['auth-provider'])) return fromProvider(value['auth-provider']);
  return () => Promise.resolve(NOTHING);
}
