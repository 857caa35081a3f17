import type { JsonObject } from '../../json.ts';
import { resourceList } from '../admission/index.ts';

/** Whether two maps hold the same amounts, however they are written. Throws InvalidFieldError for what is no quantity. */
export function sameQuantities(a: JsonObject, b: JsonObject): boolean {
  const [left, right] = [resourceList(a), resourceList(b)];
  return left.size === right.size && [...left].every(([name, amount]) => right.get(name) === amount);
}
