import { compareText, type GroupKind } from '../../model/cluster/index.ts';
import type { JsonObject } from '../../model/json.ts';
import { guessResource, isNamespaced, templateKinds } from '../../model/kube/index.ts';

/** What a role is for. */
export interface RoleOrder {
  /** Kinds that will be read, as checks and facts declare them; `*` for every kind that holds pod templates. */
  readonly kinds: readonly GroupKind[];
  readonly secrets: 'none' | 'types';
  /** Custom resources with pod templates, as the settings name them. */
  readonly extraTemplates: Readonly<Record<GroupKind, readonly (readonly string[])[]>>;
  /** The role's name. */
  readonly name: string;
  /** Only these namespaces; all when empty. */
  readonly namespaces: readonly string[];
  /** Who gets it, as `namespace/name`. */
  readonly serviceAccount: { readonly namespace: string; readonly name: string } | undefined;
}

const RBAC = 'rbac.authorization.k8s.io';
/** They say which custom resources hold pods. */
const DEFINITIONS = 'CustomResourceDefinition.apiextensions.k8s.io';
const VERBS = ['list', 'watch'];

/** One rule for each group, resources sorted. */
function toRules(kinds: readonly GroupKind[]): readonly JsonObject[] {
  const groups = new Map<string, string[]>();
  for (const gk of kinds) {
    const dot = gk.indexOf('.');
    const [kind, group] = dot < 0 ? [gk, ''] : [gk.slice(0, dot), gk.slice(dot + 1)];
    groups.set(group, [...(groups.get(group) ?? []), guessResource(kind)]);
  }
  return [...groups]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([group, resources]) => ({ apiGroups: [group], resources: [...new Set(resources)].toSorted(), verbs: VERBS }));
}

function isCurrent(gk: GroupKind): boolean {
  // No server that is supported has workloads there any more.
  return !gk.endsWith('.extensions');
}

/** The kinds that are really read: `*` resolved, definitions of custom resources added, Secrets on request only. */
function wantedKinds({ kinds, secrets, extraTemplates }: RoleOrder): readonly GroupKind[] {
  const named = kinds.filter((gk) => gk !== '*' && (gk !== 'Secret' || secrets === 'types'));
  const pods = kinds.includes('*') ? templateKinds(extraTemplates) : [];
  return [...new Set([...named, ...pods, DEFINITIONS])].filter(isCurrent).toSorted();
}

function bindingOf(kind: string, roleKind: string, order: RoleOrder, namespace: string | undefined): JsonObject[] {
  const { name, serviceAccount } = order;
  if (serviceAccount === undefined) return [];
  return [
    {
      apiVersion: `${RBAC}/v1`,
      kind,
      metadata: namespace === undefined ? { name } : { name, namespace },
      roleRef: { apiGroup: RBAC, kind: roleKind, name },
      subjects: [{ kind: 'ServiceAccount', namespace: serviceAccount.namespace, name: serviceAccount.name }],
    },
  ];
}

/**
 * The smallest roles that let what is asked for be read, and bindings where an account is named: `list` and `watch` of the declared kinds, and nothing else. With
 * namespaces, what lives in namespaces is given there only. Discovery needs nothing: `system:discovery` is everybody's.
 */
export function minimalRoles(order: RoleOrder): readonly JsonObject[] {
  const kinds = wantedKinds(order);
  const { name, namespaces } = order;
  const isGlobal = (gk: GroupKind): boolean => namespaces.length === 0 || isNamespaced(gk) === false;
  const own = kinds.filter((gk) => !isGlobal(gk));
  const roles = namespaces.flatMap((namespace) => [
    { apiVersion: `${RBAC}/v1`, kind: 'Role', metadata: { name, namespace }, rules: toRules(own) },
    ...bindingOf('RoleBinding', 'Role', order, namespace),
  ]);
  return [
    { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name }, rules: toRules(kinds.filter(isGlobal)) },
    ...bindingOf('ClusterRoleBinding', 'ClusterRole', order, undefined),
    ...roles,
  ];
}
