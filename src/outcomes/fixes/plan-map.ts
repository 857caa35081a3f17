import { type Json, type JsonObject, sameJson } from '../../model/json.ts';
import type { MapKeys } from './map-keys.ts';
import { refuse } from './refusal.ts';

/** What must happen to the pairs of a mapping for it to read as wanted. */
export interface MapPlan {
  /** Positions of pairs that go; all of a repeated key. */
  readonly removed: ReadonlySet<number>;
  readonly added: readonly (readonly [key: string, value: Json])[];
  /** Positions of pairs whose values change. */
  readonly within: readonly { readonly at: number; readonly change: readonly [before: Json, after: Json] }[];
  /** Whether keys are repeated or merged, so that the result must be read again. */
  readonly doubtful: boolean;
}

interface DraftPlan {
  readonly keys: MapKeys;
  readonly isWhole: (value: Json) => boolean;
  readonly removed: Set<number>;
  readonly added: (readonly [string, Json])[];
  readonly within: { readonly at: number; readonly change: readonly [Json, Json] }[];
}

function removeKey(plan: DraftPlan, key: string): void {
  const own = plan.keys.own.get(key);
  if (own === undefined || plan.keys.inherited?.has(key) === true)
    refuse(`${key} comes from a merge key (<<): it cannot be removed here alone`);
  for (const at of own) plan.removed.add(at);
}

function changeKey(plan: DraftPlan, key: string, was: Json | undefined, will: Json): void {
  const at = plan.keys.own.get(key)?.at(-1);
  if (at !== undefined && was !== undefined) plan.within.push({ at, change: [was, will] });
  else if (was === undefined || plan.isWhole(will)) plan.added.push([key, will]);
  else if (!sameJson(was, will))
    refuse(`${key} comes from a merge key (<<): an edit inside it would change every use of what is merged`);
}

/** The keys whose values are not the very same: those of the old mapping first, each once. */
function changedKeys(before: JsonObject, after: JsonObject): readonly string[] {
  const changed = Object.keys(before).filter((key) => before[key] !== after[key]);
  for (const key of Object.keys(after)) if (!Object.hasOwn(before, key) && after[key] !== undefined) changed.push(key);
  return changed;
}

/**
 * Compares a mapping's pairs with what it is to read as. `isWhole` tells values that may stand over a merged one. Refuses what
 * would have to change a merged mapping.
 */
export function planMap(keys: MapKeys, before: JsonObject, after: JsonObject, isWhole: DraftPlan['isWhole']): MapPlan {
  const plan: DraftPlan = { keys, isWhole, removed: new Set(), added: [], within: [] };
  for (const key of changedKeys(before, after)) {
    const was = before[key];
    const will = after[key];
    if (keys.shadowed.has(key)) refuse(`${key} is replaced by a merge key (<<) that follows it`);
    if (will === undefined) removeKey(plan, key);
    else changeKey(plan, key, was, will);
  }
  return { ...plan, doubtful: keys.repeated || keys.inherited !== undefined };
}
