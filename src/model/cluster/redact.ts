import { bootstrapRbac } from '../kube/index.ts';
import { isList, isObject, type Json, type JsonObject, textOf } from '../json.ts';
import { type Cluster, createCluster } from './cluster.ts';
import type { KubeObject } from './types.ts';

/** Gives a name another one: the same for the same name, and nothing of it can be read off. */
export type Pseudonym = (name: string) => string;

/** Names that say nothing of whose cluster it is, and that rules are about. */
const KEPT_NAMES = new Set([
  'default',
  'true',
  'false',
  'cluster-admin',
  'admin',
  'edit',
  'view',
  'kubernetes',
  'latest',
]);
const KEPT = /^(?:system[:-]|kubeadm:|kube-(?:system|public|node-lease)$|\d+$|\*$)/;
const ACCOUNT = /^system:serviceaccounts?:/;
/** Domains of keys, groups and drivers that everybody has. */
const KEPT_DOMAIN = /(?:^|\.)(?:kubernetes\.io|k8s\.io|x-k8s\.io|cncf\.io)$/;
const VALUE_FIELDS = new Set(['value', 'stringData', 'message', 'externalName']);
const WORDS = new Set(['command', 'args']);

/** What rules of roles say; none of it names an object, whatever objects are called. */
const RULE_KEYS = new Set(['verbs', 'apiGroups', 'resources', 'nonResourceURLs']);

/** Names in the roles and bindings that every API server makes itself, which say nothing of this cluster: of the objects, of their subjects, and of what rules are limited to. */
function builtInNames(minor: number): ReadonlySet<string> {
  const names = [...bootstrapRbac(minor)].flatMap((data) => {
    const rules = isList(data['rules']) ? data['rules'].filter(isObject) : [];
    const limits = rules.flatMap(({ resourceNames }) => (isList(resourceNames) ? resourceNames.map(textOf) : []));
    return [...namesIn(data, ''), ...limits];
  });
  return new Set(names);
}

function isKept(name: string): boolean {
  return name === '' || KEPT_NAMES.has(name) || KEPT.test(name);
}

/** Keys whose values are names of objects, wherever they stand. */
const NAME_KEYS = new Set([
  'name',
  'namespace',
  'generateName',
  'serviceAccountName',
  'serviceAccount',
  'secretName',
  'claimName',
  'volumeName',
  'serviceName',
  'nodeName',
  'hostname',
  'subdomain',
  'storageClassName',
  'ingressClassName',
]);
/** Lists whose items have names that are not those of objects: variables, ports, kernel settings. */
const OTHER_NAMES = new Set(['ports', 'sysctls', 'httpHeaders', 'versions']);

const LABELS = new Set(['labels', 'matchLabels', 'selector']);

function isOwnKey(key: string): boolean {
  const domain = key.slice(0, Math.max(0, key.indexOf('/')));
  return !KEPT_DOMAIN.test(domain) || domain === 'app.kubernetes.io';
}

function labelValues(labels: JsonObject): readonly string[] {
  return Object.entries(labels).flatMap(([key, value]) => (isOwnKey(key) ? [textOf(value)] : []));
}

function* namesInObject(value: JsonObject, key: string): Iterable<string> {
  if (LABELS.has(key)) yield* labelValues(value);
  for (const [inner, part] of Object.entries(value)) {
    // Names of variables say what is in them, which checks read.
    if (inner === 'name' && key === 'env') continue;
    if (NAME_KEYS.has(inner)) yield textOf(part);
    yield* namesIn(part, inner);
  }
}

/** Names of all that a value speaks of; `key` is where the value stands. */
function* namesIn(value: Json | undefined, key: string): Iterable<string> {
  if (isObject(value)) yield* namesInObject(value, key);
  else if (isList(value) && !OTHER_NAMES.has(key)) for (const item of value) yield* namesIn(item, key);
}

/** Everything that names something of this cluster: objects, also those that are only spoken of, namespaces, label values, subjects, containers. */
function namesOf(cluster: Cluster): ReadonlySet<string> {
  const names = new Set<string>();
  const builtIn = builtInNames(cluster.version.minor);
  for (const { data, ref } of cluster.objects)
    for (const name of [ref.name, ref.namespace, ...namesIn(data, '')])
      if (!isKept(name) && !builtIn.has(name)) names.add(name);
  return names;
}

interface Redaction {
  readonly names: ReadonlySet<string>;
  readonly rename: Pseudonym;
}

/** A key such as `team.example.com/owner` tells whose it is by its domain. */
function redactKey(key: string, { names, rename }: Redaction): string {
  const slash = key.indexOf('/');
  const domain = slash < 0 ? '' : key.slice(0, slash);
  const name = key.slice(slash + 1);
  // Annotations about one container end with its name.
  if (domain.startsWith('container.') && names.has(name)) return `${domain}/${rename(name)}`;
  return domain === '' || KEPT_DOMAIN.test(domain) ? key : `${rename(domain)}${key.slice(slash)}`;
}

/** Registry and repository are replaced part by part; tag and digest stay, which checks are about. */
function redactImage(image: string, { rename }: Redaction): string {
  const at = image.indexOf('@');
  const digest = at < 0 ? '' : image.slice(at);
  const rest = at < 0 ? image : image.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const tag = colon > rest.lastIndexOf('/') ? rest.slice(colon) : '';
  const path = rest.slice(0, rest.length - tag.length).split('/');
  // A registry is known by its dot or port: what stands in for it must look like one too.
  const parts = path.map((part, i) =>
    i === 0 && path.length > 1 && /[.:]/.test(part) ? `${rename(part)}.invalid` : rename(part),
  );
  return `${parts.join('/')}${tag}${digest}`;
}

function redactText(text: string, key: string, redaction: Redaction): string {
  const { names, rename } = redaction;
  if (key === 'image') return redactImage(text, redaction);
  if (key === 'host' || key === 'hosts') return text === '' ? text : `${rename(text)}.invalid`;
  if (VALUE_FIELDS.has(key)) return '*'.repeat(Math.min(text.length, 64));
  if (key === 'key' || key === 'topologyKey') return redactKey(text, redaction);
  if (ACCOUNT.test(text))
    return text
      .split(':')
      .map((part) => (names.has(part) ? rename(part) : part))
      .join(':');
  return names.has(text) ? rename(text) : text;
}

function redactAnnotations(annotations: JsonObject, redaction: Redaction): JsonObject {
  const entries = Object.entries(annotations).map(([key, value]) => {
    const domain = key.slice(0, Math.max(0, key.indexOf('/')));
    return [redactKey(key, redaction), KEPT_DOMAIN.test(domain) ? value : '*'] as const;
  });
  return Object.fromEntries(entries);
}

/** What everybody's labels say (a security level, where a role comes from) stays, but for names of namespaces. */
function redactLabels(labels: JsonObject, redaction: Redaction): JsonObject {
  const entries = Object.entries(labels).map(([key, value]) => {
    const isNamed = isOwnKey(key) || key === 'kubernetes.io/metadata.name';
    return [redactKey(key, redaction), isNamed ? redactValue(value, key, redaction) : value] as const;
  });
  return Object.fromEntries(entries);
}

function redactValue(value: Json | undefined, key: string, redaction: Redaction): Json | undefined {
  if (typeof value === 'string') return redactText(value, key, redaction);
  if (isList(value)) {
    if (RULE_KEYS.has(key)) return value;
    // Programs and their arguments hold addresses, names and worse.
    if (WORDS.has(key)) return value.map((item) => (typeof item === 'string' ? redactWord(item) : item));
    return value.map((item) => redactValue(item, key, redaction) ?? null);
  }
  if (!isObject(value)) return value;
  if (key === 'annotations') return redactAnnotations(value, redaction);
  if (key === 'labels') return redactLabels(value, redaction);
  const entries = Object.entries(value).map(
    ([name, inner]) => [redactKey(name, redaction), redactValue(inner, name, redaction)] as const,
  );
  return Object.fromEntries(entries);
}

/** The program's own name stays, which checks are about (`sudo`); whatever else stands in the word goes. */
function redactWord(word: string): string {
  return /^(?:[\w./-]*\/)?(?:sudo|su|sh|bash|ash|python3?|node|java|curl|wget|nc)$/.test(word) ? word : '*';
}

function redactObject(object: KubeObject, redaction: Redaction): KubeObject {
  const { names, rename } = redaction;
  const named = (text: string): string => (names.has(text) ? rename(text) : text);
  const data = redactValue(object.data, '', redaction);
  const ref = { ...object.ref, name: named(object.ref.name), namespace: named(object.ref.namespace) };
  return { ...object, ref, source: undefined, data: isObject(data) ? data : {} };
}

/**
 * The same Cluster under other names: of objects, namespaces, labels, subjects, images and hosts, each replaced everywhere alike, so that what refers to what stays as it
 * is. Values of environment variables, arguments, annotations and the texts of files are taken out; a verdict that read one may differ, and no other.
 */
export function redactCluster(cluster: Cluster, rename: Pseudonym): Cluster {
  const redaction: Redaction = { names: namesOf(cluster), rename };
  const { origin, version, worlds, extraTemplates, unread } = cluster;
  const exceptions = Object.entries(worlds.exceptions).map(([key, state]) => {
    const bar = key.lastIndexOf('|');
    const namespace = key.slice(bar + 1);
    return [`${key.slice(0, bar)}|${redaction.names.has(namespace) ? rename(namespace) : namespace}`, state] as const;
  });
  return createCluster({
    name: 'redacted',
    origin,
    version,
    objects: cluster.objects.map((object) => redactObject(object, redaction)),
    worlds: { ...worlds, exceptions: Object.fromEntries(exceptions) },
    files: [],
    // Messages name what they are about.
    diagnostics: cluster.diagnostics.map(({ severity, code }) => ({ severity, code, message: 'redacted' })),
    extraTemplates,
    ...(unread === undefined
      ? {}
      : {
          unread: unread.map(({ namespace, ...list }) => ({
            ...list,
            namespace: namespace === undefined ? undefined : rename(namespace),
            reason: '',
          })),
        }),
  });
}
