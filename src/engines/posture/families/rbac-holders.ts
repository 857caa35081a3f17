import type { KubeObject } from '../../../model/cluster/index.ts';
import type { Access } from '../../../model/facts/index.ts';
import { subjectKey } from '../../../model/kube/index.ts';

/** Who holds the rules of a role: by bindings of it, or of a role that aggregates it. Subjects as `ServiceAccount ops/runner`, sorted. */
export interface RoleHolders {
  readonly everywhere: readonly string[];
  readonly inNamespaces: readonly string[];
}

interface Gathered {
  readonly everywhere: Set<string>;
  readonly inNamespaces: Set<string>;
}

const NOBODY: RoleHolders = { everywhere: [], inNamespaces: [] };

/** One for each Cluster: a role is asked by many checks. */
const byAccess = new WeakMap<Access, ReadonlyMap<KubeObject, RoleHolders>>();

function gather({ grants }: Access): ReadonlyMap<KubeObject, RoleHolders> {
  const found = new Map<KubeObject, Gathered>();
  for (const { role, subject, scope } of grants) {
    // An account without a namespace is nobody.
    if (role === undefined || (subject.kind === 'ServiceAccount' && subject.namespace === '')) continue;
    for (const object of new Set([role.object, ...role.origins.map((origin) => origin.object)])) {
      const entry = found.get(object) ?? { everywhere: new Set<string>(), inNamespaces: new Set<string>() };
      found.set(object, entry);
      (scope === '' ? entry.everywhere : entry.inNamespaces).add(subjectKey(subject));
    }
  }
  return new Map(
    [...found].map(([object, { everywhere, inNamespaces }]) => [
      object,
      { everywhere: [...everywhere].toSorted(), inNamespaces: [...inNamespaces].toSorted() },
    ]),
  );
}

/** The holders of a role's own rules. */
export function holdersOf(access: Access, role: KubeObject): RoleHolders {
  let index = byAccess.get(access);
  if (index === undefined) byAccess.set(access, (index = gather(access)));
  return index.get(role) ?? NOBODY;
}

const SHOWN = 3;

/** Subjects as a sentence names them: at most three, then how many more. */
export function showSubjects(subjects: readonly string[]): string {
  const more = subjects.length - SHOWN;
  return subjects.slice(0, SHOWN).join(', ') + (more < 1 ? '' : ` and ${more} more`);
}
