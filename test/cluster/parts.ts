import { connect } from 'node:net';
import type { Binaries } from './binaries.ts';
import type { TestClient } from './client.ts';
import { kubeconfigText, type PlaneFiles } from './files.ts';
import { freePort, type Running, startPart, waitFor } from './processes.ts';

const READY_MS = 120_000;

/** Where etcd and the API server listen on loopback. */
export interface Ports {
  readonly etcd: number;
  readonly api: number;
}

/** Starts etcd without fsync: what it keeps is thrown away. */
export async function startEtcd(binaries: Binaries, files: PlaneFiles, port: number): Promise<Running> {
  const peer = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const etcd = startPart(binaries, 'etcd', files.folder, [
    '--name=merlon',
    `--data-dir=${files.at('etcd')}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=merlon=http://127.0.0.1:${peer}`,
    '--unsafe-no-fsync',
    '--heartbeat-interval=10',
    '--election-timeout=100',
    '--log-level=error',
  ]);
  await waitFor(etcd, async () => (await fetch(`${url}/health`)).ok, READY_MS);
  return etcd;
}

function apiServerArgs(files: PlaneFiles, ports: Ports, extra: readonly string[]): readonly string[] {
  return [
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    '--endpoint-reconciler-type=none',
    `--secure-port=${ports.api}`,
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    `--tls-cert-file=${files.at('apiserver.crt')}`,
    `--tls-private-key-file=${files.at('apiserver.key')}`,
    `--client-ca-file=${files.at('ca.crt')}`,
    '--authorization-mode=Node,RBAC',
    '--allow-privileged=true',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${files.at('tokens.pub')}`,
    `--service-account-signing-key-file=${files.at('tokens.key')}`,
    `--audit-policy-file=${files.at('audit-policy.yaml')}`,
    `--audit-log-path=${files.at('audit.log')}`,
    '--audit-log-format=json',
    '--audit-log-mode=blocking',
    '--shutdown-delay-duration=0s',
    '--profiling=false',
    ...extra,
  ];
}

/** Starts the API server with Node and RBAC authorizers and the audit log, and waits until it is ready. */
export async function startApiServer(
  binaries: Binaries,
  files: PlaneFiles,
  ports: Ports,
  { admin, extra }: { readonly admin: TestClient; readonly extra: readonly string[] },
): Promise<Running> {
  const server = startPart(binaries, 'kube-apiserver', files.folder, apiServerArgs(files, ports, extra));
  await waitFor(server, async () => (await admin.request('GET', '/readyz')).status === 200, READY_MS);
  return server;
}

async function writeComponentConfig(files: PlaneFiles, url: string, user: string): Promise<string> {
  const ca = files.authority.pair.certificate;
  const pair = await files.authority.client({ user });
  return files.write(`${user.replaceAll(':', '-')}.kubeconfig`, kubeconfigText(url, ca, pair, user));
}

/** Starts the controller manager with the named controllers. */
export async function startManager(
  binaries: Binaries,
  files: PlaneFiles,
  url: string,
  controllers: readonly string[],
): Promise<Running> {
  const config = await writeComponentConfig(files, url, 'system:kube-controller-manager');
  const port = await freePort();
  const manager = startPart(binaries, 'kube-controller-manager', files.folder, [
    `--kubeconfig=${config}`,
    `--authentication-kubeconfig=${config}`,
    `--authorization-kubeconfig=${config}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--leader-elect=false',
    '--use-service-account-credentials=true',
    '--kube-api-qps=500',
    '--kube-api-burst=1000',
    `--service-account-private-key-file=${files.at('tokens.key')}`,
    `--root-ca-file=${files.at('ca.crt')}`,
    `--cluster-signing-cert-file=${files.at('ca.crt')}`,
    `--cluster-signing-key-file=${files.at('ca.key')}`,
    `--controllers=${controllers.join(',')}`,
  ]);
  await waitFor(manager, () => isListening(port), READY_MS);
  return manager;
}

/** Starts the scheduler. */
export async function startScheduler(binaries: Binaries, files: PlaneFiles, url: string): Promise<Running> {
  const config = await writeComponentConfig(files, url, 'system:kube-scheduler');
  const port = await freePort();
  const scheduler = startPart(binaries, 'kube-scheduler', files.folder, [
    `--kubeconfig=${config}`,
    `--authentication-kubeconfig=${config}`,
    `--authorization-kubeconfig=${config}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    '--leader-elect=false',
  ]);
  await waitFor(scheduler, () => isListening(port), READY_MS);
  return scheduler;
}

/** Whether something listens on a port of loopback; its certificate is its own, so nothing is asked of it. */
async function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
