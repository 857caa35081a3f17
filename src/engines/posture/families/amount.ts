import type { Json } from '../../../model/json.ts';
import { InvalidFieldError, parseQuantity, type Quantity } from '../../../model/kube/index.ts';

/** An amount of a resource as it is written; undefined where there is none. Throws InvalidFieldError, naming `field`, for what is no quantity or less than 0, both of which the API server refuses. */
export function amountOf(value: Json | undefined, field: string): Quantity | undefined {
  if (value === undefined || value === null) return undefined;
  const amount = parseQuantity(typeof value === 'string' ? value.trim() : value);
  if (amount === undefined) throw new InvalidFieldError(field, 'a quantity');
  if (amount < 0n) throw new InvalidFieldError(field, 'an amount of 0 or more');
  return amount;
}

/** Whether an amount is above 0; undefined where there is none. Throws InvalidFieldError. */
export function isSome(value: Json | undefined, field: string): boolean | undefined {
  const amount = amountOf(value, field);
  return amount === undefined ? undefined : amount > 0n;
}
