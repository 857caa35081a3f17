import { isList, isObject, type Json, type Path, textOf } from '../../model/json.ts';
import { composeDocument, lineIndex, locatePath, type YamlDocument } from '../../model/yaml/index.ts';
import { didYouMean } from '../suggest/index.ts';
import type { SettingsPlace, SettingsProblem } from './types.ts';

/** A value of the file with its place; readers report what is wrong and give undefined. */
export interface Field {
  readonly value: Json;
  readonly path: Path;
}

/** Collects problems and reads typed values. */
export interface SettingsReader {
  readonly problems: readonly SettingsProblem[];
  problem(field: Field, message: string, part?: 'key' | 'value'): undefined;
  /** Where a field stands, for what is found out about it later. */
  placeOf(field: Field): SettingsPlace;
  /** The entries of a mapping whose keys are names of the file's own choosing. */
  entries(field: Field): readonly (readonly [string, Field])[];
  /** The entries of a mapping with known keys; unknown ones are problems. */
  fields(field: Field, known: readonly string[], what: string): ReadonlyMap<string, Field>;
  items(field: Field): readonly Field[];
  text(field: Field): string | undefined;
  oneOf<T extends string>(field: Field, values: readonly T[]): T | undefined;
  boolean(field: Field): boolean | undefined;
}

function quote(value: Json): string {
  return isObject(value)
    ? 'a mapping'
    : isList(value)
      ? 'a list'
      : JSON.stringify(typeof value === 'bigint' ? String(value) : value);
}

type Report = SettingsReader['problem'];

function entriesOf(field: Field, problem: Report): readonly (readonly [string, Field])[] {
  if (!isObject(field.value)) {
    problem(field, `${nameOf(field)} must be a mapping, not ${quote(field.value)}`);
    return [];
  }
  return Object.entries(field.value).map(
    ([key, value]) => [key, { value: value ?? null, path: [...field.path, key] }] as const,
  );
}

/** Finds the line and column of a field's key or value. */
function locator(
  text: string,
  document: YamlDocument,
): (field: Field, part: 'key' | 'value') => Pick<SettingsPlace, 'line' | 'column'> {
  const index = lineIndex(text);
  const root = composeDocument(text, document);
  return (field, part) => {
    const located = root && locatePath(root, field.path);
    const offset = (part === 'key' ? located?.key?.start : located?.value.start) ?? document.start;
    const { line, column } = index.position(offset);
    return { line, column };
  };
}

/** Makes a reader for one document of a file that is shown under this name. */
export function createReader(text: string, document: YamlDocument, file: string): SettingsReader {
  const problems: SettingsProblem[] = [];
  const locate = locator(text, document);
  const problem: Report = (field, message, part = 'value') => {
    problems.push({ message, ...locate(field, part) });
    return undefined;
  };
  return {
    problems,
    problem,
    placeOf: (field) => ({ file, ...locate(field, 'value') }),
    entries: (field) => entriesOf(field, problem),
    fields(field, known, what) {
      const found = new Map<string, Field>();
      for (const [key, entry] of entriesOf(field, problem)) {
        const hint = didYouMean(key, known) || ` It has: ${known.join(', ')}.`;
        if (known.includes(key)) found.set(key, entry);
        else problem(entry, `${what} has no "${key}".${hint}`, 'key');
      }
      return found;
    },
    items(field) {
      if (isList(field.value)) return field.value.map((value, i) => ({ value, path: [...field.path, i] }));
      problem(field, `${nameOf(field)} must be a list, not ${quote(field.value)}`);
      return [];
    },
    text(field) {
      if (typeof field.value === 'string' && field.value.trim() !== '') return field.value;
      return problem(field, `${nameOf(field)} must be text, not ${quote(field.value)}`);
    },
    oneOf(field, values) {
      const found = values.find((value) => value === field.value);
      if (found !== undefined) return found;
      const hint = didYouMean(textOf(field.value), values);
      return problem(field, `${nameOf(field)} must be one of ${values.join(', ')}, not ${quote(field.value)}.${hint}`);
    },
    boolean(field) {
      if (typeof field.value === 'boolean') return field.value;
      return problem(field, `${nameOf(field)} must be true or false, not ${quote(field.value)}`);
    },
  };
}

/** How messages name a field: its last key, or the file. */
export function nameOf(field: Field): string {
  const keys = field.path.filter((step) => typeof step === 'string');
  return keys.length === 0 ? 'merlon.yaml' : `"${keys.at(-1)}"`;
}
