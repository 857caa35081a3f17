import { isList, isObject, type Json, type JsonObject } from '../../model/json.ts';

/** What matters of a kustomization file. */
export interface Kustomization {
  /** Absolute folder. */
  readonly folder: string;
  /** Name of the file in it. */
  readonly file: string;
  /** A Component patches what includes it; it cannot be built on its own. @see https://kubectl.docs.kubernetes.io/guides/config_management/components/ */
  readonly component: boolean;
  readonly namespace: string | undefined;
  /** Files and folders that it names, as written. */
  readonly entries: readonly string[];
}

const STRING_LISTS = [
  'resources',
  'bases',
  'components',
  'crds',
  'configurations',
  'generators',
  'transformers',
  'validators',
  'patchesStrategicMerge',
];
const PATH_LISTS = ['patches', 'patchesJson6902', 'replacements'];
const GENERATORS = ['configMapGenerator', 'secretGenerator'];

function strings(value: Json | undefined): readonly string[] {
  return isList(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return isList(value) ? value.filter(isObject) : [];
}

/** `key=path` of a generator's files; a path alone names its own key. */
function filePart(entry: string): string {
  return entry.slice(entry.indexOf('=') + 1);
}

function entriesOf(data: JsonObject): readonly string[] {
  const generated = GENERATORS.flatMap((key) => objects(data[key])).flatMap((one) => [
    ...strings(one['files']).map(filePart),
    ...strings(one['envs']),
    ...strings([one['env'] ?? null]),
  ]);
  const paths = PATH_LISTS.flatMap((key) => objects(data[key])).map((one) => one['path']);
  const openapi = isObject(data['openapi']) ? [data['openapi']['path']] : [];
  const named = [...paths, ...openapi].filter((path): path is string => typeof path === 'string');
  // An entry of several lines is a patch written in place, not a path.
  return [...STRING_LISTS.flatMap((key) => strings(data[key])), ...named, ...generated].filter(
    (entry) => !entry.includes('\n'),
  );
}

/** Reads what a kustomization names. Anything malformed is left to kustomize to complain about. */
export function readKustomization(folder: string, file: string, value: Json | undefined): Kustomization {
  const data: JsonObject = isObject(value) ? value : {};
  const namespace = typeof data['namespace'] === 'string' && data['namespace'] !== '' ? data['namespace'] : undefined;
  return { folder, file, component: data['kind'] === 'Component', namespace, entries: entriesOf(data) };
}

/**
 * Tells whether an entry that is not there as a file or folder would be fetched: a URL, `host/owner/repository`, or anything with a Git reference.
 * @see https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md
 */
export function looksRemote(entry: string): boolean {
  return (
    entry.includes('://') ||
    entry.includes('?ref=') ||
    entry.includes('?version=') ||
    entry.startsWith('git@') ||
    /^(?:github|gitlab|bitbucket)\.[a-z]+[:/]/.test(entry)
  );
}
