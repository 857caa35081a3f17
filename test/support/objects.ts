import {
  type Cluster,
  createCluster,
  createObject,
  fileWorlds,
  type GroupKind,
  groupKind,
  type KubeObject,
  splitApiVersion,
  worldKey,
} from '../../src/model/cluster/index.ts';
import { isList, isObject, type JsonObject, textOf } from '../../src/model/json.ts';
import { checkFields, isNamespacedKind, NEWEST_MINOR, trimUnknown } from '../../src/model/kube/index.ts';
import { readDocuments } from '../../src/model/yaml/index.ts';

function expandLists(value: JsonObject): readonly JsonObject[] {
  const items = value['items'];
  if (!textOf(value['kind']).endsWith('List') || !isList(items)) return [value];
  return items.filter(isObject).flatMap(expandLists);
}

/** Makes one object as the door does, field check included. */
export function objectOf(data: JsonObject, minor = NEWEST_MINOR): KubeObject {
  const { group, version } = splitApiVersion(textOf(data['apiVersion']));
  const kind = textOf(data['kind']);
  const checked = checkFields({ group, version, kind }, data, minor) ?? { invalid: [], dropped: [] };
  return createObject(trimUnknown(data, checked.dropped), {
    namespaced: isNamespacedKind(groupKind(group, kind)),
    defaultNamespace: 'default',
    source: undefined,
    invalid: checked.invalid,
  });
}

/** Reads every object of a text (YAML documents, JSON, Lists). Throws when a document cannot be read: test inputs are meant to be. */
export function objectsOf(text: string, minor = NEWEST_MINOR): readonly KubeObject[] {
  return readDocuments(text).flatMap((document) => {
    if (document.value === undefined)
      throw new Error(`unreadable test input: ${document.problems[0]?.message ?? ''}\n${text}`);
    return isObject(document.value) ? expandLists(document.value).map((data) => objectOf(data, minor)) : [];
  });
}

/** A Cluster of given objects, as if read from files. `unseen` are kinds whose lists stay open when the rest is complete. */
export function clusterOf(
  objects: readonly KubeObject[],
  options: { readonly complete?: boolean; readonly unseen?: readonly GroupKind[]; readonly minor?: number } = {},
): Cluster {
  const { fallback } = fileWorlds(options.complete ?? false);
  const open = fileWorlds(false).fallback;
  const exceptions = Object.fromEntries((options.unseen ?? []).map((gk) => [worldKey(gk, undefined), open]));
  return createCluster({
    name: 'test',
    origin: 'files',
    version: { minor: options.minor ?? NEWEST_MINOR, from: 'flag' },
    objects,
    worlds: { fallback, exceptions },
    files: [],
    diagnostics: [],
    extraTemplates: {},
  });
}
