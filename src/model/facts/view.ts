import { type Cluster, listKey, objectKey } from '../cluster/index.ts';
import type { FactStore } from './store.ts';
import type { FactName, View } from './types.ts';

/** A judge or a derivation asked for a kind or a fact that it did not declare: a bug of that judge, never of the input. */
export class UndeclaredReadError extends Error {
  constructor(what: string) {
    super(`${what} was read but not declared`);
    this.name = 'UndeclaredReadError';
  }
}

/** What may be read; `*` among the kinds allows all. */
export interface Allowed {
  readonly kinds: readonly string[];
  readonly facts: readonly FactName[];
}

/** Opens a view of a Cluster that allows what was declared and adds every list and object leaned on to `leanedOn`, where one is given. */
export function openView(cluster: Cluster, store: FactStore, allowed: Allowed, leanedOn?: Set<string>): View {
  const checkKind = (gk: string): void => {
    if (!allowed.kinds.includes(gk) && !allowed.kinds.includes('*')) throw new UndeclaredReadError(`kind ${gk}`);
  };
  return {
    minor: cluster.version.minor,
    origin: cluster.origin,
    list(gk, namespace) {
      checkKind(gk);
      leanedOn?.add(listKey(gk, namespace));
      return gk === '*' ? cluster.inNamespace(namespace ?? '') : cluster.list(gk, namespace);
    },
    get(gk, namespace, name) {
      checkKind(gk);
      leanedOn?.add(objectKey(gk, namespace, name));
      return cluster.get(gk, namespace, name);
    },
    fact(name, arg) {
      if (!allowed.facts.includes(name)) throw new UndeclaredReadError(`fact ${name}`);
      return store.get(name, arg, leanedOn);
    },
  };
}
