import { SEVERITY_RANK } from './order.ts';
import type { GroupTally, NamespaceTally, Tally } from './tally.ts';
import { offer } from './worst.ts';

function addGroup(into: Tally, part: GroupTally, perGroup: number): void {
  const { check, rule, severity, count, accepted, objects, worst } = part;
  let byRule = into.groups.get(check);
  if (byRule === undefined) into.groups.set(check, (byRule = new Map<string, GroupTally>()));
  const group = byRule.get(rule);
  if (group === undefined) {
    byRule.set(rule, { check, rule, severity, count, accepted, objects, worst: [...worst], pending: undefined });
    return;
  }
  if (SEVERITY_RANK[severity] < SEVERITY_RANK[group.severity]) group.severity = severity;
  group.count += count;
  group.accepted += accepted;
  group.objects += objects;
  for (const candidate of worst) offer(group.worst, candidate, perGroup);
}

function addPlace(into: NamespaceTally, part: NamespaceTally): void {
  into.workloads += part.workloads;
  into.objects += part.objects;
  for (const [rank, count] of part.failed.entries()) into.failed[rank] = (into.failed[rank] ?? 0) + count;
}

function addPlaces(into: Tally, part: Tally): void {
  for (const [namespace, place] of part.namespaces) {
    const known = into.namespaces.get(namespace);
    if (known === undefined) into.namespaces.set(namespace, { ...place, failed: [...place.failed] });
    else addPlace(known, place);
  }
  for (const [id, place] of part.platform) {
    const known = into.platform.get(id);
    if (known === undefined)
      into.platform.set(id, { ...place, failed: [...place.failed], checks: new Set(place.checks) });
    else {
      addPlace(known, place);
      for (const check of place.checks) known.checks.add(check);
    }
  }
}

function addUndecided(into: Tally, part: Tally): void {
  for (const [key, undecided] of part.undecided) {
    const known = into.undecided.get(key);
    if (known === undefined) into.undecided.set(key, { ...undecided, checks: new Set(undecided.checks) });
    else {
      known.count += undecided.count;
      for (const check of undecided.checks) known.checks.add(check);
    }
  }
}

/** Adds what the objects after those of `into` count; `part` stays as it is. The sum is what one pass over all of them counts. */
export function addTally(into: Tally, part: Tally, perGroup: number): void {
  for (const kind of ['pass', 'fail', 'unknown', 'not-applicable', 'manual'] as const)
    into.verdicts[kind] += part.verdicts[kind];
  into.accepted += part.accepted;
  into.expired += part.expired;
  for (const byRule of part.groups.values()) for (const group of byRule.values()) addGroup(into, group, perGroup);
  addPlaces(into, part);
  addUndecided(into, part);
}
