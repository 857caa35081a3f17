import type { ResourceList } from '../../model/kube/index.ts';

const UNIT = 1_000_000_000n;
const MILLI = 1_000_000n;
const KI = 1024n;
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi'];

function divideUp(value: bigint, by: bigint): bigint {
  return value <= 0n ? value / by : (value + by - 1n) / by;
}

/** Whether a resource is counted in bytes; all others are counted in cores or pieces. */
export function isBytes(name: string): boolean {
  return name.endsWith('memory') || name.endsWith('storage') || name.includes('hugepages-');
}

function formatBytes(bytes: bigint): string {
  let [value, step] = [bytes, 0];
  while (step < BINARY.length - 1 && value !== 0n && value % KI === 0n) [value, step] = [value / KI, step + 1];
  return `${value}${BINARY[step] ?? ''}`;
}

/** Writes an amount (billionths) as Kubernetes reads it: `250m`, `2`, `64Mi`. Exact, but for what is finer than thousandths or bytes, which is rounded up. */
export function formatAmount(name: string, amount: bigint): string {
  if (isBytes(name)) return formatBytes(divideUp(amount, UNIT));
  return amount % UNIT === 0n ? String(amount / UNIT) : `${divideUp(amount, MILLI)}m`;
}

/** Writes an amount for people: three digits at most behind cores, one behind the largest unit of bytes. */
export function showAmount(name: string, amount: bigint | undefined): string {
  if (amount === undefined) return '-';
  if (!isBytes(name)) return String(Number(divideUp(amount, MILLI)) / 1000);
  let [value, step] = [Number(divideUp(amount, UNIT)), 0];
  while (step < BINARY.length - 1 && Math.abs(value) >= Number(KI)) [value, step] = [value / Number(KI), step + 1];
  return `${Math.ceil(value * 10) / 10}${BINARY[step] ?? ''}`;
}

/** All amounts so many times. */
export function timesResources(list: ResourceList, times: number): ResourceList {
  return new Map([...list].map(([name, amount]) => [name, amount * BigInt(times)]));
}

/** All amounts as Kubernetes reads them, names sorted. */
export function formatResources(list: ResourceList): Readonly<Record<string, string>> {
  const sorted = [...list].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, amount]) => [name, formatAmount(name, amount)]));
}
