import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../json.ts';
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
const KEPT = /^(?:system:|kubeadm:|kube-(?:system|public|node-lease)$|\d+$|\*$)/;
const ACCOUNT = /^system:serviceaccounts?:/;
const NAMED_LISTS = ['containers', 'initContainers', 'ephemeralContainers', 'volumes'];
/** Domains of keys, groups and drivers that everybody has. */
const KEPT_DOMAIN = /(?:^|\.)(?:kubernetes\.io|k8s\.io|x-k8s\.io|cncf\.io)$/;
const VALUE_FIELDS = new Set(['value', 'stringData', 'message', 'externalName']);
const WORDS = new Set(['command', 'args']);

function isKept(name: string): boolean {
  return name === '' || KEPT_NAMES.has(name) || KEPT.test(name);
}

function labelValuesOf({ data }: KubeObject): readonly string[] {
  const labels = valueAt(data, ['metadata', 'labels']);
  return isObject(labels) ? Object.values(labels).map(textOf) : [];
}

/** Names of containers and volumes, wherever a pod stands in an object. */
function* innerNames(value: Json | undefined): Iterable<string> {
  if (isList(value)) for (const item of value) yield* innerNames(item);
  else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) {
      if (NAMED_LISTS.includes(key) && isList(inner)) yield* inner.filter(isObject).map((item) => textOf(item['name']));
      yield* innerNames(inner);
    }
  }
}

function subjectsOf({ data }: KubeObject): readonly string[] {
  const { subjects } = data;
  return isList(subjects) ? subjects.filter(isObject).map((subject) => textOf(subject['name'])) : [];
}

/** Everything that names something of this cluster: objects, namespaces, label values, subjects. */
function namesOf(cluster: Cluster): ReadonlySet<string> {
  const names = new Set<string>();
  for (const object of cluster.objects)
    for (const name of [
      object.ref.name,
      object.ref.namespace,
      ...labelValuesOf(object),
      ...subjectsOf(object),
      ...innerNames(object.data),
    ])
      if (!isKept(name)) names.add(name);
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

function redactValue(value: Json | undefined, key: string, redaction: Redaction): Json | undefined {
  if (typeof value === 'string') return redactText(value, key, redaction);
  if (isList(value)) {
    // Programs and their arguments hold addresses, names and worse.
    if (WORDS.has(key)) return value.map((item) => (typeof item === 'string' ? redactWord(item) : item));
    return value.map((item) => redactValue(item, key, redaction) ?? null);
  }
  if (!isObject(value)) return value;
  if (key === 'annotations') return redactAnnotations(value, redaction);
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
