import { type KubeObject, refKey } from '../../../model/cluster/index.ts';
import type { Access, RoleEntry } from '../../../model/facts/index.ts';
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
const byAccess = new WeakMap<Access, ReadonlyMap<string, RoleHolders>>();

/** Makes the keys of a role and of all that it aggregates, once for each role. Every definition of a role has its holders: which of them is applied is not known. */
function createKeys(): (role: RoleEntry) => ReadonlySet<string> {
  const known = new Map<RoleEntry, ReadonlySet<string>>();
  return (role) => {
    let keys = known.get(role);
    if (keys === undefined)
      known.set(role, (keys = new Set([role, ...role.origins].map(({ object }) => refKey(object.ref)))));
    return keys;
  };
}

function gather({ grants }: Access): ReadonlyMap<string, RoleHolders> {
  const found = new Map<string, Gathered>();
  const keysOf = createKeys();
  for (const { role, subject, scope } of grants) {
    // An account without a namespace is nobody.
    if (role === undefined || (subject.kind === 'ServiceAccount' && subject.namespace === '')) continue;
    for (const key of keysOf(role)) {
      const entry = found.get(key) ?? { everywhere: new Set<string>(), inNamespaces: new Set<string>() };
      found.set(key, entry);
      (scope === '' ? entry.everywhere : entry.inNamespaces).add(subjectKey(subject));
    }
  }
  return new Map(
    [...found].map(([key, { everywhere, inNamespaces }]) => [
      key,
      { everywhere: [...everywhere].toSorted(), inNamespaces: [...inNamespaces].toSorted() },
    ]),
  );
}

/** The holders of a role's own rules. */
export function holdersOf(access: Access, role: KubeObject): RoleHolders {
  let index = byAccess.get(access);
  if (index === undefined) byAccess.set(access, (index = gather(access)));
  return index.get(refKey(role.ref)) ?? NOBODY;
}

const SHOWN = 3;

/** Subjects as a sentence names them: at most three, then how many more. */
export function showSubjects(subjects: readonly string[]): string {
  const more = subjects.length - SHOWN;
  return subjects.slice(0, SHOWN).join(', ') + (more < 1 ? '' : ` and ${more} more`);
}
