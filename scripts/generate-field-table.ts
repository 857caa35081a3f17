import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Writes `src/model/kube/schema/field-table.json` from Kubernetes' own OpenAPI documents, one for each minor version, and
 * `src/model/kube/api-versions.json` from the life cycles that `k8s.io/api` declares. Needs Go, which downloads both as modules.
 * Usage: npm run generate:fields
 */
const RELEASES = ['1.29.6', '1.30.14', '1.31.14', '1.32.13', '1.33.13', '1.34.4', '1.35.4', '1.36.3', '1.37.2'];
const API_MODULE = 'k8s.io/api@v0.37.2';
const MINORS = RELEASES.map((release) => Number(release.split('.')[1]));
const [OLDEST = 0] = MINORS;
const NEWEST = MINORS.at(-1) ?? 0;

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly items?: Schema;
  readonly additionalProperties?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly 'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

interface Swagger {
  readonly definitions: Readonly<Record<string, Schema>>;
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly 'x-kubernetes-group-version-kind'?: GroupVersionKind }>>>
  >;
}

/** Minors in which something is there. */
type Minors = Set<number>;

function moduleFolder(module: string): string {
  const text = execFileSync('go', ['mod', 'download', '-json', module], { encoding: 'utf8' });
  return (JSON.parse(text) as { Dir: string }).Dir;
}

function shortName(definition: string): string {
  return definition
    .replace('#/definitions/', '')
    .replace(
      /^io\.k8s\.(?:api|apimachinery\.pkg\.apis|kube-aggregator\.pkg\.apis|apiextensions-apiserver\.pkg\.apis)\./,
      '',
    );
}

const SCALARS: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'q',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'x',
  'meta.v1.Time': 't',
  'meta.v1.MicroTime': 't',
};
const PLAIN: Readonly<Record<string, string>> = { boolean: 'b', number: 'n', string: 's', object: 'j' };

function codeOf(schema: Schema, all: Swagger['definitions']): string {
  if (schema.$ref !== undefined) {
    const name = shortName(schema.$ref);
    const scalar = SCALARS[name];
    if (scalar !== undefined) return scalar;
    const target = all[schema.$ref.replace('#/definitions/', '')];
    return target?.properties === undefined ? codeOf(target ?? {}, all) : `#${name}`;
  }
  if (schema.type === 'array') return `[${codeOf(schema.items ?? {}, all)}`;
  if (schema.additionalProperties !== undefined) return `{${codeOf(schema.additionalProperties, all)}`;
  if (schema.type === 'integer') return schema.format === 'int32' ? 'i' : 'l';
  if (schema.type === 'string' && schema.format === 'byte') return 'y';
  return PLAIN[schema.type ?? ''] ?? 'j';
}

const types = new Map<string, Map<string, { readonly code: string; readonly minors: Minors }>>();
const kinds = new Map<string, { readonly type: string; namespaced: boolean; readonly minors: Minors }>();

function addTypes(swagger: Swagger, minor: number): void {
  for (const [definition, { properties = {} }] of Object.entries(swagger.definitions)) {
    const name = shortName(definition);
    const fields = types.get(name) ?? new Map<string, { code: string; minors: Minors }>();
    types.set(name, fields);
    for (const [field, schema] of Object.entries(properties)) {
      const minors = fields.get(field)?.minors ?? new Set<number>();
      fields.set(field, { code: codeOf(schema, swagger.definitions), minors: minors.add(minor) });
    }
  }
}

function gvkText({ group, version, kind }: GroupVersionKind): string {
  return `${group}/${version}/${kind}`;
}

function addKinds(swagger: Swagger, minor: number): void {
  const typeOf = new Map<string, string>();
  for (const [definition, schema] of Object.entries(swagger.definitions)) {
    const ids = schema['x-kubernetes-group-version-kind'] ?? [];
    // DeleteOptions and the like carry the ids of every group: they are no kinds of their own.
    if (ids.length === 1 && ids[0] !== undefined) typeOf.set(gvkText(ids[0]), shortName(definition));
  }
  for (const [route, methods] of Object.entries(swagger.paths)) {
    for (const method of Object.values(methods)) {
      const gvk = method['x-kubernetes-group-version-kind'];
      const type = gvk === undefined ? undefined : typeOf.get(gvkText(gvk));
      if (gvk === undefined || type === undefined) continue;
      const known = kinds.get(gvkText(gvk)) ?? { type, namespaced: false, minors: new Set<number>() };
      known.minors.add(minor);
      if (/\/namespaces\/\{namespace\}\//.test(route)) known.namespaced = true;
      kinds.set(gvkText(gvk), known);
    }
  }
}

function range(minors: Minors): readonly number[] {
  const first = Math.min(...minors);
  const last = Math.max(...minors);
  if (first === OLDEST && last === NEWEST) return [];
  return last === NEWEST ? [first] : [first === OLDEST ? 0 : first, last];
}

function reachable(): ReadonlySet<string> {
  const found = new Set<string>();
  const queue = [...kinds.values()].map(({ type }) => type);
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const { code } of types.get(name)?.values() ?? []) {
      const hash = code.indexOf('#');
      if (hash >= 0) queue.push(code.slice(hash + 1));
    }
  }
  return found;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function lines(entries: readonly (readonly [string, unknown])[]): string {
  const sorted = entries.toSorted(([a], [b]) => compare(a, b));
  return `{\n${sorted.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',\n')}\n}`;
}

/** Types that most scans meet are kept apart from those that few do, which are three times as many: a small scan reads the former only. */
function isCommon(name: string): boolean {
  return /^(?:apps|batch|core|meta|networking|rbac)\.v1\./.test(name);
}

function writeFieldTable(): void {
  const wanted = reachable();
  const typeEntries = [...types].flatMap(([name, fields]) => {
    if (!wanted.has(name)) return [];
    const sorted = [...fields].toSorted(([a], [b]) => compare(a, b));
    const table = sorted.map(([field, { code, minors }]) => {
      const since = range(minors);
      return `${field}:${code}${since.length === 0 ? '' : `@${since.join('-')}`}`;
    });
    return [[name, table.join(' ')] as const];
  });
  const kindEntries = [...kinds].map(
    ([id, { type, namespaced, minors }]) => [id, [type, namespaced ? 1 : 0, ...range(minors)]] as const,
  );
  const common = typeEntries.filter(([name]) => isCommon(name));
  const other = typeEntries.filter(([name]) => !isCommon(name));
  const text = `{\n"oldest":${OLDEST},\n"newest":${NEWEST},\n"kinds":${lines(kindEntries)},\n"common":${lines(common)},\n"other":${lines(other)}\n}\n`;
  writeFileSync('src/model/kube/schema/field-table.json', text);
  console.log(`${kindEntries.length} kinds, ${typeEntries.length} types, ${Math.round(text.length / 1024)} KiB`);
}

interface LifeCycle {
  introduced?: number;
  deprecated?: number;
  removed?: number;
  replacement?: string;
}

const METHODS: Readonly<Record<string, keyof LifeCycle>> = {
  APILifecycleIntroduced: 'introduced',
  APILifecycleDeprecated: 'deprecated',
  APILifecycleRemoved: 'removed',
  APILifecycleReplacement: 'replacement',
};

function readLifeCycles(text: string, prefix: string, into: Map<string, LifeCycle>): void {
  const pattern = /func \(in \*(\w+)\) (APILifecycle\w+)\(\) [^{]+\{\n\s*return ([^\n]+)\n/g;
  for (const [, kind = '', method = '', value = ''] of text.matchAll(pattern)) {
    if (kind.endsWith('List') || METHODS[method] === undefined) continue;
    const entry = into.get(`${prefix}/${kind}`) ?? {};
    into.set(`${prefix}/${kind}`, entry);
    const replacement = /Group: "([^"]*)", Version: "([^"]*)", Kind: "([^"]*)"/.exec(value);
    const key = METHODS[method];
    if (key === 'replacement')
      entry.replacement = replacement === null ? '' : [replacement[1], replacement[2], replacement[3]].join('/');
    else entry[key] = Number(value.split(',')[1]?.trim() ?? '');
  }
}

/** Groups whose folder in k8s.io/api is not the first part of their name. */
function groupOf(folder: string, module: string): string {
  const text = readFileSync(path.join(module, folder, 'register.go'), 'utf8');
  return /const GroupName = "([^"]*)"/.exec(text)?.[1] ?? '';
}

function writeApiVersions(): void {
  const module = moduleFolder(API_MODULE);
  const found = new Map<string, LifeCycle>();
  const files = execFileSync('find', [module, '-name', 'zz_generated.prerelease-lifecycle.go'], { encoding: 'utf8' })
    .trim()
    .split('\n');
  for (const file of files) {
    const folder = path.relative(module, path.dirname(file));
    const version = path.basename(folder);
    readLifeCycles(readFileSync(file, 'utf8'), `${groupOf(folder, module)}/${version}`, found);
  }
  const entries = [...found].filter(([, { deprecated, removed }]) => deprecated !== undefined || removed !== undefined);
  writeFileSync('src/model/kube/api-versions.json', `${lines(entries)}\n`);
  console.log(`${entries.length} API versions that were ever deprecated`);
}

for (const release of RELEASES) {
  const file = path.join(moduleFolder(`k8s.io/kubernetes@v${release}`), 'api/openapi-spec/swagger.json');
  const swagger = JSON.parse(readFileSync(file, 'utf8')) as Swagger;
  addTypes(swagger, Number(release.split('.')[1]));
  addKinds(swagger, Number(release.split('.')[1]));
}
writeFieldTable();
writeApiVersions();
