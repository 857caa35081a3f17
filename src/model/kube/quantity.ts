import type { Json } from '../json.ts';

/** An amount (CPU cores, bytes, counts) in billionths: exact, as Kubernetes keeps no finer fraction. */
export type Quantity = bigint;

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,9})?$/;
const NANO = 9;
/** Beyond this many digits the server caps a quantity at ±(2^63-1); no real amount comes near. */
const MAX_LENGTH = 64;
const MAX_EXPONENT = 40;

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, bigint>> = {
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
};

function scaleOf(suffix: string): { readonly binary: bigint; readonly exponent: number } | undefined {
  const binary = BINARY[suffix];
  if (binary !== undefined) return { binary, exponent: 0 };
  if (suffix === '') return { binary: 1n, exponent: 0 };
  const exponent = DECIMAL[suffix] ?? Number(suffix.slice(1));
  return Number.isInteger(exponent) && Math.abs(exponent) <= MAX_EXPONENT ? { binary: 1n, exponent } : undefined;
}

/** Divides away from zero, as the server rounds what is finer than a billionth. */
function divideUp(value: bigint, by: bigint): bigint {
  return value % by === 0n ? value / by : value / by + 1n;
}

/** Digits without a point, and how many of them stood behind it. */
function digitsOf(match: RegExpExecArray): { readonly digits: string; readonly fraction: number } {
  const [, , whole = '', fraction = ''] = match;
  return { digits: whole + fraction, fraction: fraction.length };
}

function readAmount(text: string): Quantity | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const { digits, fraction } = digitsOf(match);
  const scale = scaleOf(match[4] ?? '');
  if (digits === '' || scale === undefined) return undefined;
  const shift = NANO + scale.exponent - fraction;
  const amount = BigInt(digits) * scale.binary;
  const size = shift >= 0 ? amount * 10n ** BigInt(shift) : divideUp(amount, 10n ** BigInt(-shift));
  return match[1] === '-' ? -size : size;
}

/**
 * Reads a quantity such as `500m`, `64Mi`, `1e3` or a bare number; undefined when the API server would refuse it.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(value: Json | undefined): Quantity | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const text = String(value);
  return text.length > MAX_LENGTH ? undefined : readAmount(text);
}

/** Orders two quantities: negative, zero or positive, as a comparison wants it. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
