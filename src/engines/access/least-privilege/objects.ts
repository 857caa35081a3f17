import type { JsonObject } from '../../../model/json.ts';
import type { PolicyRule, Subject } from '../../../model/kube/index.ts';
import type { ScopedRules } from './rules.ts';

const GROUP = 'rbac.authorization.k8s.io';
const LONGEST = 200;

/** A name for roles and bindings of a subject: `least-shop-web`; what no name may hold becomes a dash. */
export function roleName({ kind, namespace, name }: Pick<Subject, 'kind' | 'namespace' | 'name'>): string {
  const own = kind === 'ServiceAccount' ? `${namespace}-${name}` : `${kind.toLowerCase()}-${name}`;
  const safe = own.toLowerCase().replaceAll(/[^a-z0-9.-]+/g, '-');
  return `least-${safe.replaceAll(/^[-.]+|[-.]+$/g, '') || 'unnamed'}`.slice(0, LONGEST);
}

function ruleData({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): JsonObject {
  if (nonResourceURLs.length > 0) return { nonResourceURLs: [...nonResourceURLs], verbs: [...verbs] };
  const names = resourceNames.length > 0 ? { resourceNames: [...resourceNames] } : {};
  return { apiGroups: [...apiGroups], resources: [...resources], ...names, verbs: [...verbs] };
}

function role(kind: string, metadata: JsonObject, rules: readonly PolicyRule[]): JsonObject {
  return { apiVersion: `${GROUP}/v1`, kind, metadata, rules: rules.map(ruleData) };
}

interface BindingParts {
  readonly kind: 'RoleBinding' | 'ClusterRoleBinding';
  readonly metadata: JsonObject;
  readonly to: { readonly kind: string; readonly name: string };
  readonly subject: Pick<Subject, 'kind' | 'namespace' | 'name'>;
}

function binding({ kind, metadata, to, subject }: BindingParts): JsonObject {
  const { kind: subjectKind, name, namespace } = subject;
  const place = subjectKind === 'ServiceAccount' ? { namespace } : { apiGroup: GROUP };
  return {
    apiVersion: `${GROUP}/v1`,
    kind,
    metadata,
    roleRef: { apiGroup: GROUP, kind: to.kind, name: to.name },
    subjects: [{ kind: subjectKind, ...place, name }],
  };
}

/** Namespaces with the very same rules. */
function byRules({
  byScope,
}: ScopedRules): readonly { readonly rules: readonly PolicyRule[]; readonly namespaces: readonly string[] }[] {
  const found = new Map<string, { readonly rules: readonly PolicyRule[]; readonly namespaces: string[] }>();
  for (const [scope, rules] of byScope) {
    if (scope === '') continue;
    const key = JSON.stringify(rules);
    const entry = found.get(key) ?? { rules, namespaces: [] };
    found.set(key, entry);
    entry.namespaces.push(scope);
  }
  return [...found.values()];
}

/**
 * Roles and bindings for a subject: a ClusterRole for what holds everywhere, one for rules that several namespaces share, each bound there, and a Role where only
 * one has them. `isTaken` says which names are in use already.
 */
export function objectsFor(
  subject: Pick<Subject, 'kind' | 'namespace' | 'name'>,
  scoped: ScopedRules,
  isTaken: (name: string) => boolean,
): readonly JsonObject[] {
  const base = roleName(subject);
  const used = new Set<string>();
  // Roles of different places may have one name.
  const fresh = (wanted: string, place: string): string => {
    let name = wanted;
    for (let i = 2; used.has(`${place}/${name}`) || isTaken(name); i++) name = `${wanted}-${i}`;
    used.add(`${place}/${name}`);
    return name;
  };
  const objects: JsonObject[] = [];
  const everywhere = scoped.byScope.get('');
  if (everywhere !== undefined) {
    const name = fresh(base, '');
    objects.push(role('ClusterRole', { name }, everywhere));
    objects.push(
      binding({ kind: 'ClusterRoleBinding', metadata: { name }, to: { kind: 'ClusterRole', name }, subject }),
    );
  }
  for (const { rules, namespaces } of byRules(scoped)) {
    const [only = '', ...others] = namespaces;
    const name = others.length === 0 ? fresh(base, only) : fresh(`${base}-shared`, '');
    const kind = others.length === 0 ? 'Role' : 'ClusterRole';
    objects.push(role(kind, others.length === 0 ? { name, namespace: only } : { name }, rules));
    for (const namespace of namespaces)
      objects.push(binding({ kind: 'RoleBinding', metadata: { name, namespace }, to: { kind, name }, subject }));
  }
  return objects;
}
