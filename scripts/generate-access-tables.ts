import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';

/**
 * Writes `src/model/kube/api-resources/api-resources.json` from the discovery documents that Kubernetes keeps beside its source, and
 * `src/model/kube/bootstrap-rbac/bootstrap-rbac.json` from the roles and bindings that its own tests hold every API server to. Needs Go, which downloads
 * the releases as modules. Usage: npm run generate:access
 */
const RELEASES = ['1.29.6', '1.30.14', '1.31.14', '1.32.13', '1.33.13', '1.34.4', '1.35.4', '1.36.3', '1.37.2'];
const MINORS = RELEASES.map((release) => Number(release.split('.')[1]));
const [OLDEST = 0] = MINORS;
const NEWEST = MINORS.at(-1) ?? 0;

function kubernetesFolder(release: string): string {
  const text = execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@v${release}`], { encoding: 'utf8' });
  return (JSON.parse(text) as { Dir: string }).Dir;
}

/** Something as text, in the minors in which it is so. */
type Variants = Map<string, Map<string, number[]>>;

function note(variants: Variants, id: string, text: string, minor: number): void {
  const texts = variants.get(id) ?? new Map<string, number[]>();
  variants.set(id, texts);
  const minors = texts.get(text) ?? [];
  texts.set(text, minors);
  minors.push(minor);
}

/** Runs of minors without a hole, each as what stands before a text: `since, until` where it is not the whole table. */
function runsOf(minors: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const minor of minors) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === minor - 1) last[1] = minor;
    else runs.push([minor, minor]);
  }
  return runs;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** One line for each variant: `["id", since, until, value]`, by id and then by minor. */
function linesOf(variants: Variants): readonly string[] {
  const rows = [...variants].flatMap(([id, texts]) =>
    [...texts].flatMap(([text, minors]) => runsOf(minors).map(([since, until]) => ({ id, since, until, text }))),
  );
  const sorted = rows.toSorted((a, b) => compare(a.id, b.id) || a.since - b.since);
  return sorted.map(({ id, since, until, text }) => `[${JSON.stringify(id)},${since},${until},${text}]`);
}

function write(file: string, variants: Variants): void {
  const rows = linesOf(variants);
  const text = `{\n"oldest":${OLDEST},\n"newest":${NEWEST},\n"rows":[\n${rows.join(',\n')}\n]\n}\n`;
  writeFileSync(file, text);
  console.log(`${file}: ${variants.size} entries, ${rows.length} rows, ${Math.round(text.length / 1024)} KiB`);
}

interface ResourceList {
  readonly groupVersion: string;
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

/** A resource over the versions of its group: in Kubernetes' own groups they agree on everything that is kept here. */
interface Merged {
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: Set<string>;
  readonly versions: string[];
}

function readResources(folder: string): ReadonlyMap<string, Merged> {
  const found = new Map<string, Merged>();
  const discovery = path.join(folder, 'api/discovery');
  const files = readdirSync(discovery).filter((name) => name === 'api__v1.json' || /^apis__.+__.+\.json$/.test(name));
  for (const file of files.toSorted()) {
    const list = JSON.parse(readFileSync(path.join(discovery, file), 'utf8')) as ResourceList;
    const [group = '', version = ''] = list.groupVersion.includes('/')
      ? list.groupVersion.split('/')
      : ['', list.groupVersion];
    for (const { name, kind, namespaced, verbs } of list.resources ?? []) {
      const id = `${group}/${name}`;
      const known = found.get(id) ?? { kind, namespaced, verbs: new Set<string>(), versions: [] };
      if (known.namespaced !== namespaced) throw new Error(`${id} is namespaced in some of its versions only`);
      found.set(id, known);
      for (const verb of verbs) known.verbs.add(verb);
      known.versions.push(version);
    }
  }
  return found;
}

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly labels?: Readonly<Record<string, string>>;
  };
}

const FILES = [
  'cluster-role-bindings',
  'cluster-roles',
  'controller-role-bindings',
  'controller-roles',
  'namespace-role-bindings',
  'namespace-roles',
];

function readBootstrap(folder: string): readonly Manifest[] {
  const data = path.join(folder, 'plugin/pkg/auth/authorizer/rbac/bootstrappolicy/testdata');
  return FILES.flatMap((name) => {
    const list = load(readFileSync(path.join(data, `${name}.yaml`), 'utf8')) as { readonly items: readonly Manifest[] };
    return list.items;
  });
}

/** What every one of these objects has, which the reader puts back. */
const SHARED = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  annotations: JSON.stringify({ 'rbac.authorization.kubernetes.io/autoupdate': 'true' }),
  label: 'kubernetes.io/bootstrapping',
  value: 'rbac-defaults',
};

/** Without what the id says, what all of them have, and what is null: the time of creation, and rules that a controller will fill in. */
function textOf(object: Manifest): string {
  const { apiVersion, kind: _kind, metadata, ...rest } = object;
  const { [SHARED.label]: shared, ...labels } = metadata.labels ?? {};
  const isUsual =
    apiVersion === SHARED.apiVersion &&
    JSON.stringify(metadata.annotations) === SHARED.annotations &&
    shared === SHARED.value;
  if (!isUsual) throw new Error(`${metadata.name} is not written like the other built-in objects`);
  const value = Object.keys(labels).length === 0 ? rest : { labels, ...rest };
  return JSON.stringify(value, (_key, item: unknown) => (item === null ? undefined : item));
}

const resources: Variants = new Map();
const bootstrap: Variants = new Map();
for (const [index, release] of RELEASES.entries()) {
  const minor = MINORS[index] ?? 0;
  const folder = kubernetesFolder(release);
  for (const [id, { kind, namespaced, verbs, versions }] of readResources(folder)) {
    const value = [kind, namespaced ? 1 : 0, [...verbs].toSorted(compare).join(' '), versions.join(' ')];
    note(resources, id, JSON.stringify(value), minor);
  }
  for (const object of readBootstrap(folder)) {
    const { kind, metadata } = object;
    note(bootstrap, `${kind}/${metadata.namespace ?? ''}/${metadata.name}`, textOf(object), minor);
  }
}
write('src/model/kube/api-resources/api-resources.json', resources);
write('src/model/kube/bootstrap-rbac/bootstrap-rbac.json', bootstrap);
