import type { Check, OptionSpec } from '../../engines/posture/index.ts';
import { type Json, isList } from '../../model/json.ts';
import { parseQuantity } from '../../model/kube/index.ts';
import { type Field, nameOf, type SettingsReader } from './reader.ts';

type OptionValueOf = boolean | number | string | readonly string[];
type SpecOf<T extends OptionSpec['type']> = Extract<OptionSpec, { readonly type: T }>;

const ONE = 1_000_000_000n;

function readTexts(
  reader: SettingsReader,
  field: Field,
  { values, nonEmpty }: SpecOf<'strings'>,
): readonly string[] | undefined {
  const items = reader.items(field);
  if (nonEmpty === true && isList(field.value) && items.length === 0) {
    const of = values === undefined ? '' : ` of ${values.join(', ')}`;
    return reader.problem(
      field,
      `${nameOf(field)} must name at least one${of}; "enabled: false" switches the check off`,
    );
  }
  const read = items.flatMap((item) => (values === undefined ? reader.text(item) : reader.oneOf(item, values)) ?? []);
  return [...new Set(read)];
}

/** Whether a text is an amount that the API server would take, and not a negative one. */
function isAmount(text: string, whole: boolean): boolean {
  const amount = parseQuantity(text);
  return amount !== undefined && amount >= 0n && (!whole || amount % ONE === 0n);
}

function textOfAmount(value: Json): string | undefined {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : undefined;
}

function readQuantity(reader: SettingsReader, field: Field, { whole }: SpecOf<'quantity'>): string | undefined {
  const text = textOfAmount(field.value);
  if (text !== undefined && (text === '' || isAmount(text, whole === true))) return text;
  const example = whole === true ? '64Mi' : '500m';
  const why = text !== undefined && isAmount(text, false) ? `; "${text}" is a fraction of a byte` : '';
  return reader.problem(field, `${nameOf(field)} must be an amount as Kubernetes writes it, as ${example}${why}`);
}

function readInteger(reader: SettingsReader, field: Field, { minimum = 0 }: SpecOf<'integer'>): number | undefined {
  const { value } = field;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum) return value;
  return reader.problem(field, `${nameOf(field)} must be a whole number of at least ${minimum}`);
}

function readOption(reader: SettingsReader, field: Field, spec: OptionSpec): OptionValueOf | undefined {
  switch (spec.type) {
    case 'boolean':
      return reader.boolean(field);
    case 'string':
      return spec.values === undefined ? reader.text(field) : reader.oneOf(field, spec.values);
    case 'strings':
      return readTexts(reader, field, spec);
    case 'quantity':
      return readQuantity(reader, field, spec);
    case 'integer':
      return readInteger(reader, field, spec);
  }
}

/** Reads the options of a check; one that its specification does not allow is a problem, since most judges would take it for "look at nothing". */
export function readOptions(
  reader: SettingsReader,
  field: Field,
  check: Check,
): Readonly<Record<string, OptionValueOf>> {
  const specs = check.meta.options;
  const options: Record<string, OptionValueOf> = {};
  for (const [name, entry] of reader.fields(field, Object.keys(specs), `${check.meta.id}'s options`)) {
    const spec = specs[name];
    const value = spec === undefined ? undefined : readOption(reader, entry, spec);
    if (value !== undefined) options[name] = value;
  }
  return options;
}
