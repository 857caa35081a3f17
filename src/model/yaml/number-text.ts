/** What a plain scalar's text stands for. `uint` is above int64; Kubernetes takes it as a value, not as a key. */
export type Resolved =
  | { readonly type: 'null'; readonly value: null }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int' | 'uint'; readonly value: number | bigint }
  | { readonly type: 'float'; readonly value: number }
  | { readonly type: 'str'; readonly value: string };

const MAX_INT64 = 2n ** 63n - 1n;
const MAX_UINT64 = 2n ** 64n - 1n;

const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const DOT_FLOAT = /^\.[0-9](?:_?[0-9])*(?:[eE][-+]?[0-9](?:_?[0-9])*)?$/;
const DIGITS: ReadonlyMap<number, RegExp> = new Map([
  [2, /^[01]+$/],
  [8, /^[0-7]+$/],
  [10, /^[0-9]+$/],
  [16, /^[0-9a-fA-F]+$/],
]);
const LITERAL_PREFIX: ReadonlyMap<number, string> = new Map([
  [2, '0b'],
  [8, '0o'],
  [10, ''],
  [16, '0x'],
]);

/** The number as a JavaScript number when that is exact, as a bigint otherwise. */
export function exactInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function parseMagnitude(digits: string, base: number): bigint | undefined {
  if (!(DIGITS.get(base)?.test(digits) ?? false)) return undefined;
  // 64 binary digits, and as many zeros as one likes before them, are all that can matter.
  const significant = digits.replace(/^0+(?=.)/, '');
  if (significant.length > 64) return undefined;
  return BigInt((LITERAL_PREFIX.get(base) ?? '') + significant);
}

/** Splits an unsigned Go integer literal (base 0) into base and digits: `0x1f`, `0o17`, `017`, `0b1`, `12`. */
function splitBase(text: string): { base: number; digits: string } {
  if (text.length < 2 || text[0] !== '0') return { base: 10, digits: text };
  const letter = text[1]?.toLowerCase();
  if (text.length > 2 && letter === 'x') return { base: 16, digits: text.slice(2) };
  if (text.length > 2 && letter === 'o') return { base: 8, digits: text.slice(2) };
  if (text.length > 2 && letter === 'b') return { base: 2, digits: text.slice(2) };
  return { base: 8, digits: text.slice(1) };
}

function asInteger(magnitude: bigint | undefined, sign: string): Resolved | undefined {
  if (magnitude === undefined) return undefined;
  if (sign === '-') return magnitude <= MAX_INT64 + 1n ? { type: 'int', value: exactInteger(-magnitude) } : undefined;
  if (magnitude <= MAX_INT64) return { type: 'int', value: exactInteger(magnitude) };
  // Go reads an unsigned number without any sign only.
  return sign === '' && magnitude <= MAX_UINT64 ? { type: 'uint', value: magnitude } : undefined;
}

function splitSign(text: string): { sign: string; rest: string } {
  const first = text[0];
  return first === '-' || first === '+' ? { sign: first, rest: text.slice(1) } : { sign: '', rest: text };
}

function parseGoInteger(text: string): Resolved | undefined {
  const { sign, rest } = splitSign(text);
  const { base, digits } = splitBase(rest);
  return asInteger(parseMagnitude(digits, base), sign);
}

function parseFloatText(text: string): Resolved | undefined {
  const value = Number(text);
  return Number.isFinite(value) ? { type: 'float', value } : undefined;
}

/** `0b-101` and `0b+101` are numbers to go-yaml, which gives what follows `0b` to a parser that takes a sign. */
function parseBinary(text: string): Resolved | undefined {
  if (!text.startsWith('0b')) return undefined;
  const { sign, rest } = splitSign(text.slice(2));
  return sign === '' ? undefined : asInteger(parseMagnitude(rest, 2), sign);
}

/** Reads a number that begins with a digit or a sign; underscores count for nothing. Undefined when it is none. */
export function parseNumber(text: string): Resolved | undefined {
  const plain = text.replaceAll('_', '');
  const integer = parseGoInteger(plain);
  if (integer !== undefined) return integer;
  return FLOAT.test(plain) ? parseFloatText(plain) : parseBinary(plain);
}

/** Reads a float that begins with a dot; underscores may stand between digits only. */
export function parseDotNumber(text: string): Resolved | undefined {
  return DOT_FLOAT.test(text) ? parseFloatText(text.replaceAll('_', '')) : undefined;
}

/** Prints a float as Kubernetes does for a mapping key: shortest form of the float32, exponent from 1e+06 on and below 1e-04. */
export function formatFloatKey(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return '.nan';
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  const [mantissa = '', power = ''] = shortestSingle(single).split('e');
  const exponent = Number(power);
  return exponent < -4 || exponent >= 6 ? goExponent(mantissa, exponent) : String(Number(`${mantissa}e${power}`));
}

/** The shortest decimal, in exponent form, that a float32 is read back from. */
function shortestSingle(single: number): string {
  for (let digits = 0; digits < 8; digits++) {
    const text = single.toExponential(digits);
    if (Math.fround(Number(text)) === single) return text;
  }
  return single.toExponential(8);
}

function goExponent(mantissa: string, exponent: number): string {
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
}
