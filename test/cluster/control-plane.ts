import { readFile } from 'node:fs/promises';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { type Binaries, findBinaries, NEWEST, type Version } from './binaries.ts';
import { openClient, type TestClient } from './client.ts';
import { kubeconfigText, type PlaneFiles, writePlaneFiles } from './files.ts';
import type { CertificateUser, Validity } from './pki.ts';
import { makeFolder, noteProcesses, removeFolder } from './folders.ts';
import { startApiServer, startEtcd, startManager, startScheduler } from './parts.ts';
import { freePort, type Running } from './processes.ts';

/** What a control plane is started with. */
export interface ControlPlaneOptions {
  /** Default: the newest. */
  readonly version?: Version;
  /** Controllers of kube-controller-manager, `['*']` for its defaults; none: it is not started, and namespaces get no `default` account by themselves. */
  readonly controllers?: readonly string[];
  readonly scheduler?: boolean;
  /** Flags of kube-apiserver beside ours; the last one of a name wins. */
  readonly apiServerArgs?: readonly string[];
}

/** A real control plane on loopback that ends with the test. */
export interface ControlPlane {
  readonly version: Version;
  readonly url: string;
  readonly port: number;
  readonly caPem: string;
  /** Private; holds logs, keys and the audit log, and goes with the control plane. */
  readonly folder: string;
  readonly files: PlaneFiles;
  /** As a member of system:masters. */
  readonly admin: TestClient;
  /** A client with a certificate made on the spot. */
  readonly client: (user: CertificateUser) => Promise<TestClient>;
  readonly tokenClient: (token: string) => TestClient;
  /** The path of a private kubeconfig, by default for a member of system:masters. */
  readonly kubeconfig: (user?: CertificateUser, validity?: Validity) => Promise<string>;
  /** Makes a namespace and its `default` account. */
  createNamespace(name: string, labels?: Readonly<Record<string, string>>): Promise<void>;
  /** The events of the audit log so far. */
  audit(): Promise<readonly JsonObject[]>;
  /** Ends the API server at once; etcd keeps what was stored. */
  readonly killApiServer: () => Promise<void>;
  /** Starts it again on the same port. */
  restartApiServer(args?: readonly string[]): Promise<void>;
  /** The ids of what runs. */
  processIds(): readonly number[];
  stop(): Promise<void>;
}

const ADMIN: CertificateUser = { user: 'admin', groups: ['system:masters'] };

async function readAudit(file: string): Promise<readonly JsonObject[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  // The last line may be half written.
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as JsonObject);
}

async function createNamespace(
  admin: TestClient,
  name: string,
  labels: Readonly<Record<string, string>>,
): Promise<void> {
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: labels as JsonObject } };
  await admin.send('POST', '/api/v1/namespaces', { body });
  const account: Json = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
  const { status } = await admin.request('POST', `/api/v1/namespaces/${name}/serviceaccounts`, { body: account });
  // The controller may have been faster.
  if (status !== 201 && status !== 409) throw new Error(`no default account in ${name}: ${status}`);
}

/** What is started, so that all of it can be ended whatever fails. */
interface Started {
  etcd?: Running;
  server?: Running;
  readonly others: Running[];
}

function pidsOf({ etcd, server, others }: Started): readonly number[] {
  return [etcd, server, ...others].flatMap((one) => (one === undefined ? [] : [one.pid]));
}

function writerOfKubeconfigs(url: string, files: PlaneFiles): ControlPlane['kubeconfig'] {
  let written = 0;
  return async (user = ADMIN, validity = {}) => {
    const pair = await files.authority.client(user, validity);
    const text = kubeconfigText(url, files.authority.pair.certificate, pair, user.user);
    return files.write(`kubeconfig-${written++}`, text);
  };
}

async function endAll(started: Started, folder: string): Promise<void> {
  // etcd last: without it an API server hangs.
  for (const running of [...started.others, started.server, started.etcd]) await running?.kill();
  await removeFolder(folder);
}

/**
 * Starts etcd and an API server, and on wish the controller manager and the scheduler, with fresh keys on free ports of loopback.
 * Throws NoControlPlaneError when there are no programs for it, and an error with the end of the log when one does not get ready.
 */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const version = options.version ?? NEWEST;
  const binaries = await findBinaries(version);
  const folder = await makeFolder();
  const started: Started = { others: [] };
  try {
    return await startAll(options, { version, binaries, folder, started });
  } catch (error) {
    await endAll(started, folder);
    throw error;
  }
}

interface Base {
  readonly version: Version;
  readonly binaries: Binaries;
  readonly folder: string;
  readonly started: Started;
}

/** Makes clients and remembers them, so that their connections end with the control plane. */
function clientsOf(
  url: string,
  files: PlaneFiles,
): Pick<ControlPlane, 'client' | 'tokenClient'> & { readonly close: () => void } {
  const ca = files.authority.pair.certificate;
  const clients: TestClient[] = [];
  const keep = (client: TestClient): TestClient => {
    clients.push(client);
    return client;
  };
  return {
    async client(user) {
      const { certificate, key } = await files.authority.client(user);
      return keep(openClient(url, { ca, cert: certificate, key }));
    },
    tokenClient: (token) => keep(openClient(url, { ca, token })),
    close() {
      for (const client of clients) client.close();
    },
  };
}

async function startAll(options: ControlPlaneOptions, base: Base): Promise<ControlPlane> {
  const { version, binaries, folder, started } = base;
  const files = await writePlaneFiles(folder);
  const ports = { etcd: await freePort(), api: await freePort() };
  const url = `https://127.0.0.1:${ports.api}`;
  const { close, client, tokenClient } = clientsOf(url, files);
  const admin = await client(ADMIN);
  const { apiServerArgs = [], controllers = [], scheduler = false } = options;
  const startServer = async (extra: readonly string[]): Promise<void> => {
    started.server = await startApiServer(binaries, files, ports, { admin, extra });
    await noteProcesses(folder, pidsOf(started));
  };
  started.etcd = await startEtcd(binaries, files, ports.etcd);
  await startServer(apiServerArgs);
  if (controllers.length > 0) started.others.push(await startManager(binaries, files, url, controllers));
  if (scheduler) started.others.push(await startScheduler(binaries, files, url));
  await noteProcesses(folder, pidsOf(started));
  return {
    version,
    url,
    port: ports.api,
    caPem: files.authority.pair.certificate,
    folder,
    files,
    admin,
    client,
    tokenClient,
    kubeconfig: writerOfKubeconfigs(url, files),
    createNamespace: (name, labels = {}) => createNamespace(admin, name, labels),
    audit: () => readAudit(files.at('audit.log')),
    killApiServer: async () => started.server?.kill(),
    restartApiServer: (args = apiServerArgs) => startServer(args),
    processIds: () => pidsOf(started),
    async stop() {
      close();
      await endAll(started, folder);
    },
  };
}
