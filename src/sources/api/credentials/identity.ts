import { access, readFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { isObject, type JsonObject, textOf } from '../../../model/json.ts';
import { type ConfigEntry, type ConfigFile, KubeconfigError, mergeConfigs, type MergedConfig } from './kubeconfig.ts';
import { openAuthenticator, type Target } from './authenticator.ts';
import { proxyFromEnvironment } from './proxy.ts';
import { impersonationOf } from './impersonation.ts';
import type { ConnectRequest, Credentials, Identity } from './types.ts';

const ACCOUNT_FOLDER = '/var/run/secrets/kubernetes.io/serviceaccount';

async function readConfigFile(file: string): Promise<ConfigFile> {
  try {
    return { name: file, folder: dirname(file), text: await readFile(file, 'utf8') };
  } catch (error) {
    throw new KubeconfigError(`cannot read the kubeconfig: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** The kubeconfigs to read: the named one, those of KUBECONFIG that exist, or the one in the home folder. */
async function configFiles(request: ConnectRequest): Promise<readonly string[]> {
  const { kubeconfig, env, cwd, home } = request;
  if (kubeconfig !== undefined) return [resolve(cwd, kubeconfig)];
  const named = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '');
  const files = named.length > 0 ? named.map((file) => resolve(cwd, file)) : [join(home, '.kube', 'config')];
  const found: string[] = [];
  for (const file of files) if (await exists(file)) found.push(file);
  return found;
}

function pick(config: MergedConfig, request: ConnectRequest): { readonly name: string; readonly context: JsonObject } {
  const name = request.context ?? config.currentContext;
  const known = [...config.contexts.keys()].toSorted();
  const listed = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
  if (name === undefined)
    throw new KubeconfigError(`the kubeconfig has no current context; name one (--cluster CONTEXT): ${listed}`);
  const context = config.contexts.get(name);
  if (context === undefined) throw new KubeconfigError(`the kubeconfig has no context "${name}"; ${listed}`);
  return { name, context };
}

function entryOf(entries: ReadonlyMap<string, ConfigEntry>, name: string, what: string): ConfigEntry {
  const entry = entries.get(name);
  if (entry === undefined)
    throw new KubeconfigError(`the context names the ${what} "${name}", which the kubeconfig lacks`);
  return entry;
}

interface Parts {
  readonly name: string;
  readonly cluster: ConfigEntry;
  readonly user: ConfigEntry;
  readonly namespace: string | undefined;
}

async function readMaybe(
  entry: ConfigEntry,
  { file, data }: { readonly file: string; readonly data: string },
): Promise<Buffer | undefined> {
  const inline = textOf(entry.value[data]);
  if (inline !== '') return Buffer.from(inline, 'base64');
  const name = textOf(entry.value[file]);
  if (name === '') return undefined;
  const full = resolve(entry.folder, name);
  return readFile(full).catch((error: unknown) => {
    throw new KubeconfigError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  });
}

async function tlsOf({ cluster, user }: Parts): Promise<Credentials['tls']> {
  const ca = await readMaybe(cluster, { file: 'certificate-authority', data: 'certificate-authority-data' });
  const cert = await readMaybe(user, { file: 'client-certificate', data: 'client-certificate-data' });
  const key = await readMaybe(user, { file: 'client-key', data: 'client-key-data' });
  const servername = textOf(cluster.value['tls-server-name']);
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(servername === '' ? {} : { servername }),
    ...(cluster.value['insecure-skip-tls-verify'] === true ? { rejectUnauthorized: false } : {}),
  };
}

function toIdentity(parts: Parts, request: ConnectRequest): Identity {
  const { name, cluster, user, namespace } = parts;
  const server = textOf(cluster.value['server']);
  if (!URL.canParse(server) || !/^https?:/.test(server))
    throw new KubeconfigError(`the cluster of "${name}" has no server with an http(s) address`);
  const headers = impersonationOf(user.value, request);
  const proxy = textOf(cluster.value['proxy-url']) || proxyFromEnvironment(server, request.env);
  const target: Target = { server, cluster, proxy };
  let authenticate = openAuthenticator(user, target);
  return {
    name,
    server: server.replace(/\/+$/, ''),
    namespace,
    proxy,
    insecure: cluster.value['insecure-skip-tls-verify'] === true,
    async credentials(fresh, signal) {
      // Whoever listens on the way would have the token: without TLS kubectl sends none either.
      if (server.startsWith('http:')) return { headers, tls: {} };
      if (fresh) authenticate = openAuthenticator(user, target);
      const own = await authenticate(signal);
      return { headers: { ...own.headers, ...headers }, tls: { ...(await tlsOf(parts)), ...own.tls } };
    },
  };
}

/** The account of the pod that we run in, where we do. */
async function inCluster(request: ConnectRequest): Promise<Parts | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = request.env;
  const folder = request.serviceAccountFolder ?? ACCOUNT_FOLDER;
  if (host === undefined || port === undefined || !(await exists(join(folder, 'token')))) return undefined;
  const address = host.includes(':') ? `[${host}]` : host;
  const namespace = await readFile(join(folder, 'namespace'), 'utf8').catch(() => '');
  return {
    name: 'in-cluster',
    cluster: { value: { server: `https://${address}:${port}`, 'certificate-authority': 'ca.crt' }, folder },
    user: { value: { tokenFile: 'token' }, folder },
    namespace: namespace.trim() || undefined,
  };
}

/**
 * Finds out which cluster is meant and as whom: `--kubeconfig`, KUBECONFIG, ~/.kube/config, else the account of the pod that we run in.
 * Throws KubeconfigError with what is wrong and what to do.
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/
 */
export async function findIdentity(request: ConnectRequest): Promise<Identity> {
  const files = await configFiles(request);
  if (files.length === 0) {
    const pod = await inCluster(request);
    if (pod !== undefined) return toIdentity(pod, request);
    throw new KubeconfigError(
      'there is no kubeconfig (KUBECONFIG, ~/.kube/config) and this is no pod: name one with --kubeconfig',
    );
  }
  const config = mergeConfigs(await Promise.all(files.map(readConfigFile)));
  const { name, context } = pick(config, request);
  const userName = textOf(context['user']);
  const user = userName === '' ? { value: {}, folder: request.cwd } : entryOf(config.users, userName, 'user');
  const namespace = textOf(context['namespace']) || undefined;
  const cluster = entryOf(config.clusters, textOf(context['cluster']), 'cluster');
  return toIdentity({ name, cluster, user: isObject(user.value) ? user : { ...user, value: {} }, namespace }, request);
}
