import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rename } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The Kubernetes versions that can be built here: the newest, and the last before exec by GET began to need `create` (1.35). */
export const VERSIONS = ['1.37.2', '1.34.4'] as const;
/** One of VERSIONS. */
export type Version = (typeof VERSIONS)[number];

/** The version that tests run on unless they ask for another one. */
export const NEWEST: Version = VERSIONS[0];

/** A program of a control plane. */
export type Part = 'etcd' | 'kube-apiserver' | 'kube-controller-manager' | 'kube-scheduler' | 'kubectl';

/** How to run the programs of one control plane: a file, and arguments that go before its own. */
export type Binaries = (part: Part) => { readonly file: string; readonly args: readonly string[] };

/** No control plane can be had on this machine; the message says how to get one. */
export class NoControlPlaneError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NoControlPlaneError';
  }
}

function cacheFolder(): string {
  const { MERLON_CACHE, XDG_CACHE_HOME } = process.env;
  return MERLON_CACHE ?? path.join(XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'merlon');
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

const minorOf = (version: Version): string => version.split('.').slice(0, 2).join('.');
const sourceOf = (version: Version): string =>
  path.join(import.meta.dirname, 'controlplane', `k8s-${minorOf(version)}`);

/** Without these the server calls itself v0.0.0-master, and compatibility versions go wrong. */
function linkerFlags(version: Version): string {
  const [major, minor] = version.split('.');
  const facts = {
    gitVersion: `v${version}`,
    gitMajor: major,
    gitMinor: minor,
    gitTreeState: 'clean',
    buildDate: '1970-01-01T00:00:00Z',
  };
  const packages = ['k8s.io/client-go/pkg/version', 'k8s.io/component-base/version'];
  const settings = packages.flatMap((name) =>
    Object.entries(facts).map(([key, value]) => `-X ${name}.${key}=${value}`),
  );
  return ['-s', '-w', ...settings].join(' ');
}

async function goVersion(): Promise<string | undefined> {
  return run('go', ['version']).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}

async function builtFile(version: Version, go: string): Promise<string> {
  const folder = sourceOf(version);
  const hash = createHash('sha256').update(go).update(linkerFlags(version));
  for (const name of (await readdir(folder)).toSorted()) hash.update(await readFile(path.join(folder, name)));
  return path.join(cacheFolder(), 'controlplane', `k8s-${version}-${hash.digest('hex').slice(0, 16)}`);
}

function build(version: Version, target: string, say: (line: string) => void): Promise<void> {
  const args = ['build', '-mod=readonly', '-trimpath', '-ldflags', linkerFlags(version), '-o', target, '.'];
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off' };
  const child = spawn('go', args, { cwd: sourceOf(version), env, stdio: ['ignore', 'inherit', 'inherit'] });
  const started = Date.now();
  const tick = setInterval(
    () => say(`building the control plane of Kubernetes ${version}: ${Math.round((Date.now() - started) / 1000)} s`),
    30_000,
  );
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearInterval(tick);
      if (code === 0) resolve();
      else reject(new Error(`go build ended with ${code}`));
    });
  });
}

/**
 * Builds the programs of one version into a cache outside the repository, once for each state of the sources and version of Go, and resolves to the file.
 * Throws NoControlPlaneError where there is no Go.
 */
export async function buildControlPlane(version: Version, say: (line: string) => void): Promise<string> {
  const go = await goVersion();
  if (go === undefined)
    throw new NoControlPlaneError(
      'there is no Go to build a control plane with: install Go 1.26 or newer (https://go.dev/dl), or set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver',
    );
  const target = await builtFile(version, go);
  if (await exists(target)) return target;
  say(`building the control plane of Kubernetes ${version} from Go modules: 4 to 7 minutes on two cores, once`);
  await mkdir(path.dirname(target), { recursive: true });
  const fresh = `${target}.${process.pid}`;
  await build(version, fresh, say);
  await rename(fresh, target);
  return target;
}

/**
 * Finds the programs of a version: in KUBEBUILDER_ASSETS (the convention of envtest), else what `npm run cluster:build` built.
 * Throws NoControlPlaneError with one line that says how to get them.
 */
export async function findBinaries(version: Version): Promise<Binaries> {
  const assets = process.env['KUBEBUILDER_ASSETS'];
  if (assets !== undefined && assets !== '') return (part) => ({ file: path.join(assets, part), args: [] });
  const go = await goVersion();
  const file = go === undefined ? undefined : await builtFile(version, go);
  if (file === undefined || !(await exists(file)))
    throw new NoControlPlaneError(
      `there is no control plane of Kubernetes ${version}: run \`npm run cluster:build -- ${version}\` (needs Go), or set KUBEBUILDER_ASSETS to a folder with etcd and kube-apiserver`,
    );
  return (part) => ({ file, args: [part] });
}
