import type { Json } from '../json.ts';

/** An amount (CPU cores, bytes, counts) in billionths: exact, as Kubernetes keeps no finer fraction. */
export type Quantity = bigint;

const PATTERN = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/;
const NANO = 9;
/** The server reads longer texts too; nobody writes them. */
const MAX_LENGTH = 1024;
/** The server keeps exponents in 32 bits. */
const MAX_EXPONENT = 2 ** 31 - 1;
/** Powers of ten beyond this are told apart by the server, but by nobody else: they are read as this one, so that they cost no memory. */
const MAX_SHIFT = 2048;
/** The server caps amounts with a binary suffix, and no others. */
const MAX_BINARY: Quantity = (2n ** 63n - 1n) * 10n ** BigInt(NANO);

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, bigint>> = {
  Ki: 1n << 10n,
  Mi: 1n << 20n,
  Gi: 1n << 30n,
  Ti: 1n << 40n,
  Pi: 1n << 50n,
  Ei: 1n << 60n,
};

interface Scale {
  /** Undefined where the suffix is decimal. */
  readonly binary: bigint | undefined;
  readonly exponent: number;
}

function scaleOf(suffix: string): Scale | undefined {
  const binary = BINARY[suffix];
  if (binary !== undefined) return { binary, exponent: 0 };
  if (suffix === '') return { binary: undefined, exponent: 0 };
  const exponent = DECIMAL[suffix] ?? Number(suffix.slice(1));
  return Math.abs(exponent) <= MAX_EXPONENT ? { binary: undefined, exponent } : undefined;
}

/** Divides away from zero, as the server rounds what is finer than a billionth. */
function divideUp(value: bigint, by: bigint): bigint {
  return value % by === 0n ? value / by : value / by + 1n;
}

function shiftBy(amount: bigint, exponent: number): bigint {
  const by = 10n ** BigInt(Math.min(Math.abs(exponent), MAX_SHIFT));
  return exponent >= 0 ? amount * by : divideUp(amount, by);
}

/** Without any digit the server reads 0, but only on the short way that it takes for amounts of usual size. */
function readNothing(suffix: string, { exponent }: Scale): Quantity | undefined {
  return suffix === 'Pi' || suffix === 'Ei' || exponent < -NANO ? undefined : 0n;
}

/** An amount without its sign. */
function readSize(whole: string, fraction: string, suffix: string): Quantity | undefined {
  const scale = scaleOf(suffix);
  if (scale === undefined) return undefined;
  const digits = whole + fraction;
  if (digits === '') return readNothing(suffix, scale);
  const size = shiftBy(BigInt(digits) * (scale.binary ?? 1n), NANO + scale.exponent - fraction.length);
  return scale.binary !== undefined && size > MAX_BINARY ? MAX_BINARY : size;
}

function readAmount(text: string): Quantity | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', suffix = ''] = match;
  const size = readSize(whole, fraction, suffix);
  return sign === '-' && size !== undefined ? -size : size;
}

/**
 * Reads a quantity such as `500m`, `64Mi`, `1e3` or a bare number, as the API server does: also `.`, which is 0, and `1e-50`, which is a billionth. Undefined when
 * it would be refused.
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function parseQuantity(value: Json | undefined): Quantity | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') return undefined;
  const text = String(value);
  return text === '' || text.length > MAX_LENGTH ? undefined : readAmount(text);
}

/** Orders two quantities: negative, zero or positive, as a comparison wants it. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
