import type { Gap, KubeObject } from '../../../model/cluster/index.ts';
import { textOf, valueAt } from '../../../model/json.ts';
import { subjectKey } from '../../../model/kube/index.ts';
import { RBAC_KINDS } from '../grants.ts';
import type { DiffSide } from './holdings.ts';

/** A binding, new or changed, to a role that was not seen: what it gives is not known. */
export interface UnknownGrant {
  readonly binding: KubeObject;
  readonly role: string;
  readonly subjects: readonly string[];
  readonly gaps: readonly Gap[];
}

function bindingText({ data, gk, ref }: KubeObject): string {
  return JSON.stringify([gk, ref.namespace, ref.name, data['roleRef'], data['subjects']]);
}

/** New or changed bindings to roles that were not seen, where these may be there all the same. */
export function unknownGrants(before: DiffSide, { access, cluster }: DiffSide): readonly UnknownGrant[] {
  const known = new Set(before.access.grants.map(({ binding }) => bindingText(binding)));
  const found = new Map<KubeObject, { readonly subjects: string[]; readonly gaps: readonly Gap[] }>();
  for (const { binding, subject, role, scope } of access.grants) {
    if (role !== undefined || known.has(bindingText(binding))) continue;
    const isClusterRole = textOf(valueAt(binding.data, ['roleRef', 'kind'])) === 'ClusterRole';
    const { gaps } = isClusterRole ? cluster.list(RBAC_KINDS.clusterRole, '') : cluster.list(RBAC_KINDS.role, scope);
    if (gaps.length === 0) continue;
    const entry = found.get(binding) ?? { subjects: [], gaps };
    found.set(binding, entry);
    entry.subjects.push(subjectKey(subject));
  }
  return [...found].map(([binding, { subjects, gaps }]) => {
    const [kind, name] = ['kind', 'name'].map((field) => textOf(valueAt(binding.data, ['roleRef', field])));
    return { binding, role: `${kind ?? ''} ${name ?? ''}`, subjects, gaps };
  });
}
