import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import {
  NEWEST_POD_SECURITY_MINOR,
  parsePodSecurityVersion,
  POD_SECURITY_LEVELS,
  type PodSecurityLevel,
  resolvePodSecurityVersion,
} from '../../../src/model/kube/pod-security/index.ts';

/** One Pod of a corpus, and what is expected of it. */
export interface PssCase {
  /** Absolute, or relative to the working directory as `corpora` is. */
  readonly path: string;
  /** Relative to the corpus, with slashes. */
  readonly file: string;
  readonly level: PodSecurityLevel;
  readonly version: string;
  readonly minor: number;
  readonly expect: 'pass' | 'fail';
  /** The lower-cased id of the control that must report; null for pods about no control in particular. */
  readonly control: string | null;
}

interface IndexEntry {
  readonly file: string;
  readonly level: string;
  readonly version: string;
  readonly expect: string;
  readonly check: string | null;
}

/** The folder of the corpus: `<corpora>/pss` when there is one, else `corpora` itself. */
export function corpusFolder(corpora: string): string {
  const inside = join(corpora, 'pss');
  return existsSync(inside) ? inside : corpora;
}

/**
 * Files are named after the control that they break, but in restricted some baseline controls are replaced, from a version on: the stand-in reports.
 * Written down here, and not taken from the controls, so that a wrong override there is seen.
 */
const STAND_INS: ReadonlyMap<string, { readonly control: string; readonly since: number }> = new Map([
  ['hostpathvolumes', { control: 'restrictedvolumes', since: 0 }],
  ['seccompprofile_baseline', { control: 'seccompprofile_restricted', since: 19 }],
  ['capabilities_baseline', { control: 'capabilities_restricted', since: 22 }],
  ['procmount', { control: 'procmount_restricted', since: 35 }],
]);

function reportingControl(check: string | null, level: PodSecurityLevel, minor: number): string | null {
  const control = check?.toLowerCase() ?? null;
  const standIn = level === 'restricted' ? STAND_INS.get(control ?? '') : undefined;
  return standIn !== undefined && minor >= standIn.since ? standIn.control : control;
}

function isLevel(text: string | undefined): text is PodSecurityLevel {
  return text !== undefined && (POD_SECURITY_LEVELS as readonly string[]).includes(text);
}

function caseOf(folder: string, entry: IndexEntry): PssCase {
  const { file, level, version, expect } = entry;
  const parsed = parsePodSecurityVersion(version);
  if (!isLevel(level) || parsed === undefined || (expect !== 'pass' && expect !== 'fail')) {
    throw new Error(`${file}: level ${level}, version ${version}, expectation ${expect} are not all known`);
  }
  const minor = resolvePodSecurityVersion(parsed, NEWEST_POD_SECURITY_MINOR);
  return {
    path: join(folder, file),
    file,
    level,
    version,
    minor,
    expect,
    control: reportingControl(entry.check, level, minor),
  };
}

function entryOf(file: string): IndexEntry | undefined {
  const [level, version, expect, name] = file.split('/');
  const stem = /^([a-z_]+)\d*\.ya?ml$/i.exec(name ?? '')?.[1];
  if (!isLevel(level) || version === undefined || expect === undefined || stem === undefined) return undefined;
  return { file, level, version, expect, check: stem === 'base' ? null : stem };
}

async function listEntries(folder: string): Promise<readonly IndexEntry[]> {
  const files = await readdir(folder, { recursive: true });
  const entries = files.map((file) => entryOf(file.split(sep).join('/')));
  return entries.filter((entry) => entry !== undefined).sort((a, b) => (a.file < b.file ? -1 : 1));
}

/**
 * Lists the cases of a corpus laid out as `<level>/<version>/{pass,fail}/<control><n>.yaml`: from its `index.json`, or from the file names when it has none.
 * Throws when an entry cannot be understood, so that no case is left out silently.
 */
export async function loadCases(corpora: string): Promise<readonly PssCase[]> {
  const folder = corpusFolder(corpora);
  const index = join(folder, 'index.json');
  const entries = existsSync(index)
    ? (JSON.parse(await readFile(index, 'utf8')) as { readonly cases: readonly IndexEntry[] }).cases
    : await listEntries(folder);
  return entries.map((entry) => caseOf(folder, entry));
}

/** What an evaluator's failing controls mean for a case. `additional` are controls that fail beside the one the case is about. */
export interface CaseOutcome {
  readonly ok: boolean;
  readonly additional: readonly string[];
  /** Why it is not ok, as a clause. */
  readonly reason?: string;
}

/** Holds the ids of failing controls against the expectation: a `fail` case must name its control, a `pass` case must have none. */
export function compareWithCase(expected: PssCase, failing: readonly string[]): CaseOutcome {
  if (expected.expect === 'pass') {
    return failing.length === 0
      ? { ok: true, additional: [] }
      : { ok: false, additional: [], reason: `expected to pass, but fails ${failing.join(', ')}` };
  }
  const additional = failing.filter((id) => id.toLowerCase() !== expected.control);
  const named = expected.control === null ? failing.length > 0 : additional.length < failing.length;
  if (named) return { ok: true, additional };
  return {
    ok: false,
    additional,
    reason: `expected to fail ${expected.control ?? 'something'}, but fails ${failing.join(', ') || 'nothing'}`,
  };
}
