import { isObject, type Json, type JsonObject } from '../../json.ts';
import { InvalidFieldError } from '../pod.ts';
import { parseQuantity, type Quantity } from '../quantity.ts';

/** Amounts by resource name (`cpu`, `memory`, `hugepages-2Mi` …), exact. */
export type ResourceList = ReadonlyMap<string, Quantity>;

/** No amounts. */
export const NO_RESOURCES: ResourceList = new Map();

const MILLI: Quantity = 1_000_000n;

/** Rounds to thousandths, away from zero, as the API does with every amount that it decodes. */
function toMilli(amount: Quantity): Quantity {
  const rest = amount % MILLI;
  if (rest === 0n) return amount;
  return amount - rest + (amount > 0n ? MILLI : -MILLI);
}

/** Reads a map of quantities; null counts as absent. Throws InvalidFieldError for what is no quantity. */
export function exactResources(value: Json | undefined): ResourceList {
  if (!isObject(value)) return NO_RESOURCES;
  return new Map(
    Object.entries(value).flatMap(([name, amount]) => {
      if (amount === undefined || amount === null) return [];
      const quantity = parseQuantity(typeof amount === 'string' ? amount.trim() : amount);
      if (quantity === undefined) throw new InvalidFieldError(name, 'a quantity');
      return [[name, quantity] as const];
    }),
  );
}

/** Rounds all amounts up to thousandths. */
export function roundResources(list: ResourceList): ResourceList {
  return new Map([...list].map(([name, amount]) => [name, toMilli(amount)]));
}

/** Reads a map of quantities, rounded up to thousandths as the API does; null counts as absent. Throws InvalidFieldError for what is no quantity. */
export function resourceList(value: Json | undefined): ResourceList {
  return roundResources(exactResources(value));
}

/** Requests and limits of a container or of a pod as a whole. */
export interface Requirements {
  readonly requests: ResourceList;
  readonly limits: ResourceList;
}

/** Reads `resources.requests` and `resources.limits`, by default rounded as the API does. Throws InvalidFieldError for what is no quantity. */
export function requirementsOf(owner: JsonObject, read = resourceList): Requirements {
  const resources = isObject(owner['resources']) ? owner['resources'] : {};
  return { requests: read(resources['requests']), limits: read(resources['limits']) };
}

/** The sum, name by name. */
export function addResources(a: ResourceList, b: ResourceList): ResourceList {
  const sum = new Map(a);
  for (const [name, amount] of b) sum.set(name, (sum.get(name) ?? 0n) + amount);
  return sum;
}

/** The greater of both, name by name. */
export function maxResources(a: ResourceList, b: ResourceList): ResourceList {
  const most = new Map(a);
  for (const [name, amount] of b) {
    const known = most.get(name);
    if (known === undefined || amount > known) most.set(name, amount);
  }
  return most;
}

/** The first, with what only the second names. */
export function withDefaults(own: ResourceList, defaults: ResourceList): ResourceList {
  return new Map([...defaults, ...own]);
}
