import { FAILSAFE_SCHEMA, load } from 'js-yaml';
import type { SourceFile } from '../../src/model/cluster/index.ts';
import { isList, isObject, type Json, stringifyJson } from '../../src/model/json.ts';
import type { Finding, Region } from '../../src/outcomes/findings/types.ts';

const BREAK = /\r\n|\n|\r/g;

/** Offset of a line and column, found by counting breaks anew. */
function offsetAt(text: string, line: number, column: number): number {
  let start = 0;
  let at = 1;
  for (const match of text.matchAll(BREAK)) {
    if (at === line) break;
    start = match.index + match[0].length;
    at++;
  }
  return start + column - 1;
}

/** The region's text by lines and columns; throws when the bytes say otherwise. */
function textOf(region: Region, text: string): string {
  const start = offsetAt(text, region.startLine, region.startColumn);
  const byLines = text.slice(start, offsetAt(text, region.endLine, region.endColumn));
  const bytes = Buffer.from(text, 'utf8').subarray(region.byteOffset, region.byteOffset + region.byteLength);
  if (bytes.toString('utf8') !== byLines)
    throw new Error(`lines say ${JSON.stringify(byLines)}, bytes ${JSON.stringify(bytes.toString('utf8'))}`);
  if (byLines === '') throw new Error('the region is empty');
  return byLines;
}

/** What a YAML parser that knows no types but strings reads from the text alone. */
function readAlone(text: string): unknown {
  return load(`${text}\n`, { schema: FAILSAFE_SCHEMA });
}

const TRUE = new Set(['y', 'yes', 'true', 'on']);
const FALSE = new Set(['n', 'no', 'false', 'off']);

function numberOf(text: string): number | bigint {
  const digits = text.replaceAll('_', '').replace(/^\+/, '');
  if (/^-?0[0-7]+$/.test(digits))
    return digits.startsWith('-') ? -Number(`0o${digits.slice(2)}`) : Number(`0o${digits.slice(1)}`);
  return /^-?\d{16,}$/.test(digits) ? BigInt(digits) : Number(digits);
}

/** Whether a text, read as a string, is how YAML may write a value for Kubernetes. */
function writes(read: unknown, value: Json): boolean {
  if (typeof read !== 'string') return false;
  const word = read.toLowerCase();
  if (value === null) return word === 'null' || word === '~' || word === '';
  if (typeof value === 'boolean') return (value ? TRUE : FALSE).has(word);
  if (typeof value === 'string') return read.replace(/\n+$/, '') === value.replace(/\n+$/, '');
  if (typeof value === 'number' || typeof value === 'bigint') return String(numberOf(read)) === String(value);
  return false;
}

function lastStep(path: string): string {
  const quoted = /\[("(?:[^"\\]|\\.)*")\]$/.exec(path)?.[1];
  return quoted === undefined ? (/([^.[\]]+)\]?$/.exec(path)?.[1] ?? '') : (JSON.parse(quoted) as string);
}

function checkKey(finding: Finding, region: Region, read: unknown): string | undefined {
  const { evidence } = finding;
  const { path } = region.points;
  const step = lastStep(path);
  const boolean = step === 'true' || step === 'false';
  if (read !== step && !(boolean && writes(read, step === 'true')))
    return `the key reads as ${JSON.stringify(read)}, not ${JSON.stringify(step)}`;
  if (path !== evidence.path || evidence.state === 'hidden') return undefined;
  const { value } = evidence;
  const isScalar = value !== undefined && value !== null && !isObject(value) && !isList(value);
  return isScalar ? 'the value is a scalar, and its key is shown' : undefined;
}

/** The value that must stand at a stand-in: the container's or the object's name. */
function standInOf(finding: Finding, path: string): Json | undefined {
  const { container, object, evidence } = finding;
  if (path === 'metadata.name') return object.name;
  if (path === 'kind') return object.kind;
  const isOwn = path.endsWith('.name') && evidence.path.startsWith(path.slice(0, -'.name'.length));
  return isOwn && /ontainers\[\d+\]\.name$/.test(path) ? container : undefined;
}

function checkValue(finding: Finding, region: Region, read: unknown): string | undefined {
  const { evidence } = finding;
  const { path } = region.points;
  if (path === evidence.path) {
    if (evidence.state === 'hidden') return typeof read === 'string' ? undefined : 'what is hidden is no scalar';
    const wanted = evidence.state === 'absent' ? null : (evidence.value ?? null);
    return writes(read, wanted)
      ? undefined
      : `the text reads as ${JSON.stringify(read)}, the evidence is ${stringifyJson(wanted)}`;
  }
  const wanted = standInOf(finding, path);
  return wanted === undefined || writes(read, wanted)
    ? undefined
    : `the text reads as ${JSON.stringify(read)}, not ${stringifyJson(wanted)}`;
}

/** Whether a place is the deciding field, one of its parents, or the name of one of them. */
function isNear(place: string, field: string): boolean {
  if (['metadata.name', 'kind'].includes(place) || place === field) return true;
  const parent = place.replace(/(?:\.[^.[\]]+|\["(?:[^"\\]|\\.)*"\])$/, '');
  return [place, parent].some((one) => field.startsWith(one) && /^(?:$|[.[])/.test(field.slice(one.length)));
}

/**
 * Checks a finding's region with a second YAML parser: lines, columns and bytes are the same stretch, which read alone is the evidence's value,
 * the key that ends the path, or the name that stands for what has no key. Returns what is wrong; undefined when nothing is.
 */
export function checkRegion(finding: Finding, files: readonly SourceFile[]): string | undefined {
  const { region, evidence } = finding;
  if (region === undefined) return 'no region';
  const same = files.filter((file) => file.path === region.file);
  if (same.length === 0) return `no file ${region.file}`;
  const { path, part } = region.points;
  if (!isNear(path, evidence.path)) return `${path} is not near ${evidence.path}`;
  const isScalar =
    evidence.value !== undefined && evidence.value !== null && !isObject(evidence.value) && !isList(evidence.value);
  if (isScalar && path !== evidence.path) return `${evidence.path} has a value, and ${path} is shown`;
  const problems = same.map((file) => {
    try {
      const read = readAlone(textOf(region, file.text));
      return part === 'key' ? checkKey(finding, region, read) : checkValue(finding, region, read);
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  });
  // A chart prints several texts under one template's path.
  return problems.includes(undefined) ? undefined : problems[0];
}
