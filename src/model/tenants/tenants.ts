import { type Cluster, compareText, labelsOf } from '../cluster/index.ts';
import { matchesPattern, type Subject, subjectKey } from '../kube/index.ts';

/** A tenant as the settings name it. `*` in a name stands for any text. */
export interface TenantSpec {
  readonly name: string;
  readonly namespaces: readonly string[];
  /** Labels of its namespaces, all of which must match; none where empty. */
  readonly labels: Readonly<Record<string, string>>;
  /** `sa:NAMESPACE/NAME`, `group:NAME` or a user's name, besides the accounts of its namespaces. */
  readonly subjects: readonly string[];
}

/** A tenant as it is in one Cluster. */
export interface Tenant {
  readonly name: string;
  /** Sorted. */
  readonly namespaces: readonly string[];
  /** Whether a subject acts for it: an account of its namespaces, their group, or one that the settings name. */
  has(subject: Pick<Subject, 'kind' | 'name' | 'namespace'>): boolean;
  /** What keeps its namespaces from being known for sure, in words. */
  readonly undecided: readonly string[];
}

/** A namespace that more than one tenant claims: whose it is decides every answer, so there is none until it is settled. */
export interface TenantConflict {
  readonly namespace: string;
  readonly tenants: readonly string[];
}

/** All tenants of a Cluster. */
export interface Tenants {
  readonly tenants: readonly Tenant[];
  readonly conflicts: readonly TenantConflict[];
  /** The tenant that owns a namespace. */
  ownerOf(namespace: string): Tenant | undefined;
}

function isPattern(text: string): boolean {
  return text.includes('*');
}

/** Namespaces that carry all wanted labels. */
function labelled(cluster: Cluster, labels: TenantSpec['labels']): readonly string[] {
  const wanted = Object.entries(labels);
  if (wanted.length === 0) return [];
  return cluster
    .list('Namespace', '')
    .items.filter((object) => {
      const own = labelsOf(object);
      return wanted.every(([key, value]) => own[key] === value);
    })
    .map(({ ref }) => ref.name);
}

function namespacesOf(spec: TenantSpec, cluster: Cluster): readonly string[] {
  const named = spec.namespaces.flatMap((text) =>
    isPattern(text) ? cluster.namespaces.filter((namespace) => matchesPattern(text, namespace)) : [text],
  );
  return [...new Set([...named, ...labelled(cluster, spec.labels)])].toSorted(compareText);
}

/** What was not seen may be a namespace of the tenant too. */
function whyUndecided(spec: TenantSpec, cluster: Cluster): readonly string[] {
  if (cluster.list('Namespace', '').complete) return [];
  const patterns = spec.namespaces.filter(isPattern);
  const labels = Object.entries(spec.labels).map(([key, value]) => `${key}=${value}`);
  return [
    ...(patterns.length > 0 ? [`not all namespaces were seen: others may match ${patterns.join(', ')}`] : []),
    ...(labels.length > 0 ? [`not all namespaces were seen: others may carry ${labels.join(', ')}`] : []),
  ];
}

const ACCOUNTS_OF = 'system:serviceaccounts:';

function matchesSubject(
  text: string,
  { kind, name, namespace }: Pick<Subject, 'kind' | 'name' | 'namespace'>,
): boolean {
  if (text.startsWith('sa:')) return kind === 'ServiceAccount' && matchesPattern(text.slice(3), `${namespace}/${name}`);
  if (text.startsWith('group:')) return kind === 'Group' && matchesPattern(text.slice(6), name);
  return kind === 'User' && matchesPattern(text, name);
}

function isAccountOf(
  namespaces: ReadonlySet<string>,
  { kind, name, namespace }: Pick<Subject, 'kind' | 'name' | 'namespace'>,
): boolean {
  if (kind === 'ServiceAccount') return namespaces.has(namespace);
  return kind === 'Group' && name.startsWith(ACCOUNTS_OF) && namespaces.has(name.slice(ACCOUNTS_OF.length));
}

function resolve(spec: TenantSpec, cluster: Cluster): Tenant {
  const namespaces = namespacesOf(spec, cluster);
  const own = new Set(namespaces);
  const known = new Map<string, boolean>();
  return {
    name: spec.name,
    namespaces,
    undecided: whyUndecided(spec, cluster),
    has(subject) {
      const key = subjectKey(subject);
      let found = known.get(key);
      if (found === undefined) {
        found = isAccountOf(own, subject) || spec.subjects.some((text) => matchesSubject(text, subject));
        known.set(key, found);
      }
      return found;
    },
  };
}

/** Finds the tenants of the settings in a Cluster: their namespaces by name, pattern or label, and their subjects. */
export function resolveTenants(specs: readonly TenantSpec[], cluster: Cluster): Tenants {
  const tenants = specs.map((spec) => resolve(spec, cluster)).toSorted((a, b) => compareText(a.name, b.name));
  const owners = new Map<string, Tenant[]>();
  for (const tenant of tenants)
    for (const namespace of tenant.namespaces) owners.set(namespace, [...(owners.get(namespace) ?? []), tenant]);
  const conflicts = [...owners]
    .filter(([, list]) => list.length > 1)
    .map(([namespace, list]) => ({ namespace, tenants: list.map(({ name }) => name) }));
  return { tenants, conflicts, ownerOf: (namespace) => owners.get(namespace)?.[0] };
}
