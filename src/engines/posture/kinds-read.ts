import type { GroupKind } from '../../model/cluster/index.ts';
import { createFactRegistry, type FactName, type FactProviders, type FactRegistry } from '../../model/facts/index.ts';
import type { Check } from './contract.ts';

function addFact(name: FactName, registry: FactRegistry, kinds: Set<GroupKind>): void {
  const { kinds: own, facts } = registry[name];
  for (const gk of own) kinds.add(gk);
  for (const fact of facts) addFact(fact, registry, kinds);
}

function addCheck(check: Check, registry: FactRegistry, kinds: Set<GroupKind>): void {
  if (check.scope !== 'object') addFact('workloads', registry, kinds);
  if (check.scope === 'template') return;
  // A check of every kind looks at what is there for others' sake; nothing is read for it alone.
  if (check.scope === 'object') for (const gk of check.subjects) if (gk !== '*') kinds.add(gk);
  for (const gk of check.reads.kinds) kinds.add(gk);
  for (const fact of check.reads.facts) addFact(fact, registry, kinds);
}

/**
 * The kinds that checks ask for, sorted, with those that their facts are derived from; `*` stands for every kind that holds pod templates. From them come the
 * lists that are read of a live cluster, and the minimal role. Namespaces are always among them: reports are by namespace.
 */
export function kindsRead(checks: readonly Check[], providers: FactProviders): readonly GroupKind[] {
  const registry = createFactRegistry({}, providers);
  const kinds = new Set<GroupKind>(['Namespace']);
  for (const check of checks) addCheck(check, registry, kinds);
  return [...kinds].toSorted();
}
