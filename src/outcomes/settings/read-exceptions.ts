import type { Check } from '../../engines/posture/index.ts';
import { isObject } from '../../model/json.ts';
import { type Field, nameOf, type SettingsReader } from './reader.ts';
import type { ExceptionSettings, SettingsContext } from './types.ts';
import { unknownCheck } from './unknown-check.ts';

const EXCEPTION_KEYS = ['check', 'object', 'reason', 'expires'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const OBJECT = /^(?:[^/\s]+\/)?[^/\s]+\/[^/\s]+$/;

/** Whether a text is a day that exists: 2027-02-30 does not. */
function isDay(text: string): boolean {
  return DAY.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

function readDay(reader: SettingsReader, field: Field): string | undefined {
  const text = typeof field.value === 'string' ? field.value.replace(/T00:00:00Z$/, '') : '';
  try {
    if (isDay(text)) return text;
  } catch {
    // Not a date at all: said below like one that does not exist.
  }
  return reader.problem(field, `${nameOf(field)} must be a day that exists, as 2027-03-31`);
}

function readExceptionCheck(reader: SettingsReader, field: Field, checks: readonly Check[]): string | undefined {
  const id = reader.text(field);
  if (id === undefined || checks.some(({ meta }) => meta.id === id)) return id;
  return reader.problem(field, unknownCheck(id, checks));
}

function readExceptionObject(reader: SettingsReader, field: Field): string | undefined {
  const object = reader.text(field);
  if (object === undefined || OBJECT.test(object)) return object;
  return reader.problem(
    field,
    '"object" must be namespace/Kind/name, or Kind/name for cluster-scoped objects; "*" stands for any text without a slash',
  );
}

/** Reads one entry of `exceptions:`; none where it has a mistake. */
export function readException(
  reader: SettingsReader,
  field: Field,
  { checks }: SettingsContext,
): readonly ExceptionSettings[] {
  const fields = reader.fields(field, EXCEPTION_KEYS, 'An exception');
  const missing = isObject(field.value) ? EXCEPTION_KEYS.filter((key) => !fields.has(key)) : [];
  if (missing.length > 0)
    reader.problem(field, `an exception needs ${missing.join(', ')}: what, where, why and until when`);
  const read = (key: string, how: (entry: Field) => string | undefined): string | undefined => {
    const entry = fields.get(key);
    return entry && how(entry);
  };
  const check = read('check', (entry) => readExceptionCheck(reader, entry, checks));
  const object = read('object', (entry) => readExceptionObject(reader, entry));
  const reason = read('reason', (entry) => reader.text(entry));
  const expires = read('expires', (entry) => readDay(reader, entry));
  if (check === undefined || object === undefined || reason === undefined || expires === undefined) return [];
  return [{ check, object, reason, expires, place: reader.placeOf(field) }];
}
