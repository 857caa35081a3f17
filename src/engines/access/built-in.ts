import { createObject, type KubeObject } from '../../model/cluster/index.ts';
import { textOf, valueAt } from '../../model/json.ts';
import { bootstrapRbac } from '../../model/kube/index.ts';
import type { Lister } from './aggregate.ts';
import { RBAC_KINDS } from './grants.ts';

const byMinor = new Map<number, readonly KubeObject[]>();

/** The roles and bindings that every API server of Kubernetes 1.N makes itself, as objects that no file holds. */
export function builtInObjects(minor: number): readonly KubeObject[] {
  let made = byMinor.get(minor);
  if (made === undefined) {
    made = [...bootstrapRbac(minor)].map((data) =>
      createObject(data, {
        namespaced: textOf(valueAt(data, ['metadata', 'namespace'])) !== '',
        defaultNamespace: '',
        source: undefined,
        invalid: [],
      }),
    );
    byMinor.set(minor, made);
  }
  return made;
}

/**
 * Manifests with the roles that every API server makes itself, so that a binding to `edit` leads to something; a role of theirs under such a name counts instead.
 * Not for what was read from a cluster: there a role that is not in the list is not there.
 */
export function withBuiltInRoles(manifests: Lister, minor: number): Lister {
  // Most manifests bind nothing, and the table takes longer to read than they do.
  const bindsAny = [RBAC_KINDS.clusterBinding, RBAC_KINDS.binding].some((gk) => manifests.list(gk).items.length > 0);
  return {
    list(gk, namespace) {
      const own = manifests.list(gk, namespace);
      if ((gk !== RBAC_KINDS.clusterRole && gk !== RBAC_KINDS.role) || !bindsAny) return own;
      const names = new Set(own.items.map(({ ref }) => `${ref.namespace}/${ref.name}`));
      const added = builtInObjects(minor).filter(
        (object) =>
          object.gk === gk &&
          (namespace === undefined || object.ref.namespace === namespace) &&
          !names.has(`${object.ref.namespace}/${object.ref.name}`),
      );
      return { ...own, items: [...own.items, ...added] };
    },
  };
}
