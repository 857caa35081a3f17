import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { JsonObject } from '../src/model/json.ts';
import {
  type ControlPlane,
  findBinaries,
  NEWEST,
  NoControlPlaneError,
  startControlPlane,
} from '../test/cluster/index.ts';
import { median, spread, verdict } from './measure.ts';

const LIMIT_MS = 200;
const PODS_PER_DEPLOYMENT = 100;
const CHANGES = 20;
const AT_ONCE = 24;
const PATIENCE_MS = 120_000;

function podSpec(image: string): JsonObject {
  return {
    automountServiceAccountToken: false,
    containers: [
      {
        name: 'app',
        image,
        ports: [{ name: 'http', containerPort: 8080 }],
        env: [{ name: 'MODE', value: 'production' }],
        resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  };
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const waiting = items[Symbol.iterator]();
  const worker = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

function deployment(name: string, image: string): JsonObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      replicas: PODS_PER_DEPLOYMENT,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: podSpec(image) },
    },
  };
}

/** Deployments with pods that name them as owners; no controller runs, so what is made stays as it is. */
async function fill(plane: ControlPlane, pods: number): Promise<void> {
  const owners = Array.from({ length: Math.ceil(pods / PODS_PER_DEPLOYMENT) }, (_, i) => `web-${i}`);
  for (const name of new Set(owners.map((_, i) => `team-${i % 20}`))) await plane.createNamespace(name);
  const spaceOf = (name: string): string => `team-${Number(name.slice(4)) % 20}`;
  await inParallel(owners, async (name) => {
    const root = `/apis/apps/v1/namespaces/${spaceOf(name)}/deployments`;
    const made = await plane.admin.send('POST', root, { body: deployment(name, 'app:1') });
    const { uid } = made['metadata'] as { uid: string };
    const owner = { apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true };
    for (let i = 0; i < PODS_PER_DEPLOYMENT; i++) {
      const metadata = { name: `${name}-${i}`, labels: { app: name }, ownerReferences: [owner] };
      const body = { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec('app:1') };
      await plane.admin.send('POST', `/api/v1/namespaces/${spaceOf(name)}/pods`, { body });
    }
  });
}

/** The running program: when its last report was printed, and what it says that one took. */
interface Watched {
  readonly child: ChildProcess;
  nextReport(): Promise<{ readonly at: number; readonly reportMs: number }>;
}

function watch(kubeconfig: string): Watched {
  const args = ['dist/merlon.js', 'scan', '--cluster', '--watch', '--stats', '--quiet', '--no-config'];
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.resume();
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  return {
    child,
    async nextReport() {
      for (;;) {
        const next = await lines.next();
        if (next.done === true) throw new Error('the program ended');
        // The first figures are those of the scan; each report after a change has a line of its own.
        const stats = JSON.parse(next.value) as { readonly reportMs?: number; readonly stages?: unknown };
        if (stats.stages !== undefined) return { at: performance.now(), reportMs: 0 };
        if (stats.reportMs !== undefined) return { at: performance.now(), reportMs: stats.reportMs };
      }
    },
  };
}

async function measureChanges(plane: ControlPlane, watched: Watched): Promise<readonly (readonly [number, number])[]> {
  const figures: (readonly [number, number])[] = [];
  for (let i = 0; i < CHANGES; i++) {
    const body = { spec: { template: { spec: { containers: [{ name: 'app', image: `app:${i + 2}` }] } } } };
    const path = `/apis/apps/v1/namespaces/team-${i % 20}/deployments/web-${i % 20}`;
    await plane.admin.send('PATCH', path, { body, contentType: 'application/strategic-merge-patch+json' });
    const changed = performance.now();
    const { at, reportMs } = await watched.nextReport();
    figures.push([at - changed, reportMs]);
  }
  return figures;
}

/** From one changed Deployment to the new report of a live cluster with many pods, on a real API server. */
export async function benchWatch(pods: number): Promise<boolean> {
  try {
    await findBinaries(NEWEST);
  } catch (error) {
    if (!(error instanceof NoControlPlaneError)) throw error;
    console.log(`skipped: ${error.message}`);
    return true;
  }
  const plane = await startControlPlane();
  const ending = setTimeout(() => void plane.stop(), 10 * PATIENCE_MS);
  let watched: Watched | undefined;
  try {
    await fill(plane, pods);
    watched = watch(await plane.kubeconfig());
    await watched.nextReport();
    const figures = await measureChanges(plane, watched);
    const whole = (value: number): string => value.toFixed(0);
    const all = figures.map(([ms]) => ms);
    console.log(`${pods} pods, one Deployment changed, ${CHANGES} times`);
    console.log(
      `    change to report: ${spread(all, whole)} ms, of which judging and printing ${spread(
        figures.map(([, ms]) => ms),
        whole,
      )} ms`,
    );
    console.log(`    at most ${LIMIT_MS} ms: ${verdict(median(all), LIMIT_MS)}`);
    return median(all) <= LIMIT_MS;
  } finally {
    clearTimeout(ending);
    watched?.child.kill('SIGKILL');
    await plane.stop();
  }
}
