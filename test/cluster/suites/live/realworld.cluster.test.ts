import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { activateAll } from '../../../support/reports.ts';
import { CHECKS, judgeCluster, kindsRead, verdictsOf } from '../../../../src/engines/posture/index.ts';
import {
  type Cluster,
  createCluster,
  fileWorlds,
  type KubeObject,
  refKey,
} from '../../../../src/model/cluster/index.ts';
import { collectLive, findIdentity, openConnection } from '../../../../src/sources/api/index.ts';
import { loadManifests } from '../../../../src/sources/index.ts';
import { type ControlPlane, startControlPlane } from '../../index.ts';
import { kubectl } from './support.ts';
import { PROVIDERS } from '../../../support/providers.ts';

const CORPORA = process.env['MERLON_CORPORA'] ?? path.resolve(import.meta.dirname, '../../../../../shared/corpora');
const REALWORLD = path.join(CORPORA, 'realworld');
/** Kinds that no check but the one of every kind asks for are not read from a cluster. */
const READ = new Set(kindsRead(CHECKS, PROVIDERS));

/** A file and what it defines. */
interface ManifestFile {
  readonly file: string;
  readonly objects: readonly KubeObject[];
}

async function loadFile(file: string): Promise<ManifestFile> {
  const { objects } = await loadManifests({ targets: [file], cwd: '/', kubernetesMinor: 37, namespace: 'default' });
  return { file, objects };
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true });
  return entries
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => path.join(folder, name));
}

/** Files in groups in which no object is defined twice: of two definitions a cluster keeps one. */
function groupFiles(files: readonly ManifestFile[]): readonly (readonly ManifestFile[])[] {
  const groups: { readonly keys: Set<string>; readonly files: ManifestFile[] }[] = [];
  for (const one of files) {
    const keys = one.objects.map(({ ref }) => refKey(ref));
    let group = groups.find((known) => !keys.some((key) => known.keys.has(key)));
    if (group === undefined) groups.push((group = { keys: new Set(), files: [] }));
    for (const key of keys) group.keys.add(key);
    group.files.push(one);
  }
  return groups.map((group) => group.files);
}

async function readCluster(plane: ControlPlane, kubeconfig: string): Promise<Cluster> {
  const identity = await findIdentity({ kubeconfig, env: {}, cwd: '/', home: '/' });
  const connection = openConnection(identity, { userAgent: 'merlon/test' });
  const kinds = kindsRead(CHECKS, PROVIDERS);
  const live = await collectLive(connection, { kinds, namespaces: [], secrets: 'types', extraTemplates: {} });
  connection.close();
  expect(live.unread).toEqual([]);
  const { name, version, objects, worlds, extraTemplates, diagnostics } = live;
  expect(version.minor).toBe(Number(plane.version.split('.')[1]));
  return createCluster({ name, origin: 'live', version, objects, worlds, files: [], diagnostics, extraTemplates });
}

/** What the checks say of the wanted objects, as lines. */
function saidOf(cluster: Cluster, wanted: ReadonlySet<string>): ReadonlySet<string> {
  const lines = new Set<string>();
  for (const { verdict } of verdictsOf(judgeCluster(cluster, activateAll(CHECKS), { providers: PROVIDERS }))) {
    const { object, check, judgement, severity } = verdict;
    const key = refKey(object.ref);
    if (wanted.has(key))
      lines.add(
        [key, check, judgement.container ?? '', judgement.rule, judgement.item ?? '', verdict.verdict, severity].join(
          ' | ',
        ),
      );
  }
  return lines;
}

/** The files as a cluster: what the server took of them, beside what it has of its own. */
function asFiles(
  files: readonly ManifestFile[],
  live: Cluster,
): { readonly cluster: Cluster; readonly keys: ReadonlySet<string> } {
  const taken = new Set(live.objects.map(({ ref }) => refKey(ref)));
  const own = files
    .flatMap(({ objects }) => objects)
    .filter(({ ref, gk }) => taken.has(refKey(ref)) && (READ.has(gk) || READ.has('*')));
  const keys = new Set(own.map(({ ref }) => refKey(ref)));
  const bootstrap = live.objects.filter(({ ref }) => !keys.has(refKey(ref)));
  const { version, extraTemplates } = live;
  const cluster = createCluster({
    name: 'files',
    origin: 'files',
    version,
    objects: [...own, ...bootstrap].map((object) => ({ ...object, source: undefined })),
    worlds: fileWorlds(true),
    files: [],
    diagnostics: [],
    extraTemplates,
  });
  return { cluster, keys };
}

/** Where the server's defaults, or what is not read of Secrets, change what is said; each with its reason. */
const EXPECTED: readonly (readonly [RegExp, string])[] = [
  [/ \| env-ref-missing \| .* Secret /, 'of Secrets only the types are read'],
  [/ \| deprecated-api-version \| /, 'the server gives every object in the version that it prefers'],
  [/ \| deprecated-service-account-field \| /, 'the server writes the account under its old name too'],
];

describe.skipIf(!existsSync(REALWORLD))('manifests of real projects', () => {
  let plane: ControlPlane;
  let kubeconfig: string;
  beforeAll(async () => {
    plane = await startControlPlane();
    kubeconfig = await plane.kubeconfig();
    await kubectl(plane, 'create', 'serviceaccount', 'default', '--namespace', 'default');
  });
  afterAll(async () => plane.stop());

  async function applyGroup(group: readonly ManifestFile[]): Promise<void> {
    const spaces = new Set(group.flatMap(({ objects }) => objects.map(({ ref }) => ref.namespace)));
    for (const name of spaces) {
      if (name === '') continue;
      const { status } = await plane.admin.request('GET', `/api/v1/namespaces/${name}`);
      if (status === 404) await plane.createNamespace(name);
    }
    const names = group.flatMap(({ file }) => ['--filename', file]);
    // What the server refuses (custom resources without a definition, old versions) is no object of the cluster.
    await kubectl(plane, 'apply', '--server-side', '--force-conflicts', ...names).catch(() => undefined);
  }

  test.each(
    existsSync(REALWORLD)
      ? [
          'guestbook',
          'ingress-nginx',
          'istio-bookinfo',
          'kube-prometheus',
          'kubernetes-goat',
          'metrics-server',
          'online-boutique',
        ]
      : [],
  )('%s: the cluster is told what its files are told', async (project) => {
    const files = await Promise.all((await filesOf(path.join(REALWORLD, project))).map(loadFile));
    let compared = 0;
    const differences: string[] = [];
    for (const group of groupFiles(files)) {
      await applyGroup(group);
      const live = await readCluster(plane, kubeconfig);
      const { cluster, keys } = asFiles(group, live);
      const [ofLive, ofFiles] = [saidOf(live, keys), saidOf(cluster, keys)];
      compared += ofLive.size;
      for (const line of ofLive) if (!ofFiles.has(line)) differences.push(`live ${line}`);
      for (const line of ofFiles) if (!ofLive.has(line)) differences.push(`file ${line}`);
      const names = group.flatMap(({ file }) => ['--filename', file]);
      await kubectl(plane, 'delete', '--wait=false', '--ignore-not-found', '--grace-period=0', ...names).catch(
        () => undefined,
      );
    }
    expect(compared).toBeGreaterThan(9);
    expect(differences.filter((line) => !EXPECTED.some(([pattern]) => pattern.test(line)))).toEqual([]);
  });
});
