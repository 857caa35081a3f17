import { readFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { isList, isObject, type Json, type JsonObject, stringifyJson, textOf } from '../../../model/json.ts';
import { type ConfigEntry, KubeconfigError } from './kubeconfig.ts';
import { type Ask, openExec, openOidc } from './plugins.ts';
import type { Credentials } from './types.ts';

/** Gives what proves who we are, asking plugins and providers when that is due. */
export type Authenticate = Ask;

/** The cluster that credentials are for, as exec plugins are told. */
export interface Target {
  readonly server: string;
  readonly cluster: ConfigEntry;
  readonly proxy: string | undefined;
}

/** The name of the cluster extension whose contents are for exec plugins. */
const EXEC_EXTENSION = 'client.authentication.k8s.io/exec';

const NOTHING: Credentials = { headers: {}, tls: {} };
const bearer = (token: string): Credentials => ({ headers: { Authorization: `Bearer ${token}` }, tls: {} });

/** A token file is read for every connection: the kubelet replaces it while we run. A token beside it is for when there is no file, as with kubectl. */
async function fromTokenFile(user: ConfigEntry, name: string): Promise<Credentials> {
  try {
    return bearer((await readFile(resolve(user.folder, name), 'utf8')).trim());
  } catch (error) {
    const token = textOf(user.value['token']);
    if (token !== '') return bearer(token);
    throw new KubeconfigError(`cannot read the token: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function authorityOf({ value, folder }: ConfigEntry): Promise<string> {
  const inline = textOf(value['certificate-authority-data']);
  const file = textOf(value['certificate-authority']);
  if (inline !== '' || file === '') return inline;
  try {
    return (await readFile(resolve(folder, file))).toString('base64');
  } catch (error) {
    throw new KubeconfigError(
      `cannot read certificate-authority: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function extensionOf({ value }: ConfigEntry): Json | undefined {
  const list = value['extensions'];
  const found = (isList(list) ? list.filter(isObject) : []).find(({ name }) => name === EXEC_EXTENSION);
  return found?.['extension'];
}

/** What a plugin is told of the cluster. @see https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ */
async function execInfo(apiVersion: string, target: Target, wantsCluster: boolean): Promise<string> {
  const { server, cluster, proxy } = target;
  const { value } = cluster;
  const spec: Record<string, Json> = { interactive: false };
  if (wantsCluster) {
    const name = textOf(value['tls-server-name']);
    const authority = await authorityOf(cluster);
    const config = extensionOf(cluster);
    spec['cluster'] = {
      server,
      ...(name === '' ? {} : { 'tls-server-name': name }),
      ...(value['insecure-skip-tls-verify'] === true ? { 'insecure-skip-tls-verify': true } : {}),
      ...(authority === '' ? {} : { 'certificate-authority-data': authority }),
      ...(proxy === undefined ? {} : { 'proxy-url': proxy }),
      ...(config === undefined ? {} : { config }),
    };
  }
  return stringifyJson({ apiVersion, kind: 'ExecCredential', spec });
}

async function execOf(exec: JsonObject, folder: string, target: Target): Promise<JsonObject> {
  const command = textOf(exec['command']);
  if (command === '') throw new KubeconfigError("the user's exec plugin names no command");
  const apiVersion = textOf(exec['apiVersion']);
  if (!/^client\.authentication\.k8s\.io\/v1(?:beta1)?$/.test(apiVersion))
    throw new KubeconfigError(
      `the user's exec plugin speaks ${apiVersion || 'no version'}; client.authentication.k8s.io/v1 and v1beta1 are known (update the plugin's entry)`,
    );
  const env = isList(exec['env']) ? exec['env'].filter(isObject) : [];
  const info = await execInfo(apiVersion, target, exec['provideClusterInfo'] === true);
  // A relative path with a separator belongs to the kubeconfig's folder; a bare name is looked for on PATH.
  const isRelative = /[\\/]/.test(command) && !isAbsolute(command);
  return {
    ...exec,
    command: isRelative ? resolve(folder, command) : command,
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

function isNothing({ headers, tls }: Credentials): boolean {
  return headers['Authorization'] === undefined && (tls.cert === undefined || tls.key === undefined);
}

function fromExec(user: ConfigEntry, exec: JsonObject, target: Target): Authenticate {
  let opened: Promise<Ask> | undefined;
  return async (signal) => {
    const settled = await execOf(exec, user.folder, target);
    const command = textOf(settled['command']);
    let given: Credentials;
    try {
      opened ??= openExec(settled);
      const ask = await opened;
      given = await ask(signal);
    } catch (error) {
      throw explainExec(error, command, textOf(exec['installHint']).trim());
    }
    // Without either we would go on as nobody, and be told that nobody may do nothing.
    if (isNothing(given))
      throw new KubeconfigError(`the exec plugin "${command}" gave neither a token nor a certificate with its key`);
    return given;
  };
}

function fromOidc(provider: JsonObject): Authenticate {
  let opened: Promise<Ask> | undefined;
  return async (signal) => {
    let given: Credentials;
    try {
      opened ??= openOidc(provider);
      const ask = await opened;
      given = await ask(signal);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new KubeconfigError(`the OpenID Connect token could not be refreshed: ${reason}; log in again`);
    }
    if (isNothing(given))
      throw new KubeconfigError(
        'the OpenID Connect token has expired and cannot be refreshed (client-id, refresh-token, idp-issuer-url): log in again',
      );
    return given;
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
