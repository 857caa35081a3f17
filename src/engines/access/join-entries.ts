import type { RoleEntry } from '../../model/facts/index.ts';

/** A role that is defined more than once as one with the rules of all definitions, each rule with the object that it is written in. */
export function joinEntries(first: RoleEntry | undefined, other: RoleEntry): RoleEntry {
  if (first === undefined) return other;
  return {
    object: other.object,
    rules: [...first.rules, ...other.rules],
    origins: [...first.origins, ...other.origins],
  };
}
