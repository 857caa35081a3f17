import { isList, isObject, type Json, type JsonObject, textOf } from '../../../model/json.ts';
import { lineIndex, readDocuments } from '../../../model/yaml/index.ts';

/** A kubeconfig that cannot be used; the message names the file and what to do. */
export class KubeconfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'KubeconfigError';
  }
}

/** A named entry of a kubeconfig and the folder that its relative paths start from. */
export interface ConfigEntry {
  readonly value: JsonObject;
  readonly folder: string;
}

/** Several kubeconfigs as one: of every name the first definition counts, and so does the first `current-context`. */
export interface MergedConfig {
  readonly clusters: ReadonlyMap<string, ConfigEntry>;
  readonly users: ReadonlyMap<string, ConfigEntry>;
  readonly contexts: ReadonlyMap<string, JsonObject>;
  readonly currentContext: string | undefined;
}

/** A kubeconfig that was read: how it is named to people, its folder, its text. */
export interface ConfigFile {
  readonly name: string;
  readonly folder: string;
  readonly text: string;
}

function readConfig({ name, text }: ConfigFile): JsonObject {
  const [document] = readDocuments(text, { format: 'yaml' });
  const problem = document?.problems[0];
  if (problem !== undefined) {
    const { line } = lineIndex(text).position(problem.offset);
    throw new KubeconfigError(`${name}:${line}: ${problem.message}`);
  }
  const value = document?.value;
  // An empty file is an empty configuration, as kubectl takes it.
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw new KubeconfigError(`${name}: this is no kubeconfig (kind: Config)`);
  return value;
}

function* entriesOf(config: JsonObject, list: string, field: string): Iterable<readonly [string, JsonObject]> {
  const items: Json | undefined = config[list];
  for (const item of isList(items) ? items.filter(isObject) : []) {
    const name = textOf(item['name']);
    const value = item[field];
    if (name !== '') yield [name, isObject(value) ? value : {}];
  }
}

/**
 * Merges kubeconfigs as kubectl does with KUBECONFIG: the first file to set a name or `current-context` wins, and relative paths belong to
 * the file that they stand in. Throws KubeconfigError with file and line for what cannot be read.
 * @see https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 */
export function mergeConfigs(files: readonly ConfigFile[]): MergedConfig {
  const clusters = new Map<string, ConfigEntry>();
  const users = new Map<string, ConfigEntry>();
  const contexts = new Map<string, JsonObject>();
  let currentContext: string | undefined;
  for (const file of files) {
    const config = readConfig(file);
    const { folder } = file;
    for (const [name, value] of entriesOf(config, 'clusters', 'cluster'))
      if (!clusters.has(name)) clusters.set(name, { value, folder });
    for (const [name, value] of entriesOf(config, 'users', 'user'))
      if (!users.has(name)) users.set(name, { value, folder });
    for (const [name, value] of entriesOf(config, 'contexts', 'context'))
      if (!contexts.has(name)) contexts.set(name, value);
    const current = textOf(config['current-context']);
    if (currentContext === undefined && current !== '') currentContext = current;
  }
  return { clusters, users, contexts, currentContext };
}
