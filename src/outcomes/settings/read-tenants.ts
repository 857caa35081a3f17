import type { TenantSpec } from '../../model/tenants/index.ts';
import { type Field, nameOf, type SettingsReader } from './reader.ts';

const TENANT_KEYS = ['namespaces', 'labels', 'subjects'] as const;
/** A subject as commands name it too: an account carries its namespace. */
const ACCOUNT = /^sa:[^/\s]+\/[^/\s]+$/;

function readTexts(reader: SettingsReader, field: Field | undefined): readonly string[] {
  return field === undefined ? [] : reader.items(field).flatMap((item) => reader.text(item) ?? []);
}

function readSubjects(reader: SettingsReader, field: Field | undefined): readonly string[] {
  if (field === undefined) return [];
  return reader.items(field).flatMap((item) => {
    const text = reader.text(item);
    if (text === undefined) return [];
    if (text.startsWith('sa:') && !ACCOUNT.test(text))
      reader.problem(
        item,
        `"${text}" must be sa:NAMESPACE/NAME; group:NAME and names of users are written without a namespace`,
      );
    return [text];
  });
}

function readLabels(reader: SettingsReader, field: Field | undefined): TenantSpec['labels'] {
  if (field === undefined) return {};
  const labels: Record<string, string> = {};
  for (const [key, entry] of reader.entries(field)) {
    // A label may be empty, which says something.
    if (entry.value === '') labels[key] = '';
    else {
      const value = reader.text(entry);
      if (value !== undefined) labels[key] = value;
    }
  }
  return labels;
}

/** Reads `tenants:`, a mapping of names to namespaces, labels of namespaces, and subjects. */
export function readTenants(reader: SettingsReader, field: Field | undefined): readonly TenantSpec[] {
  if (field === undefined) return [];
  return reader.entries(field).map(([name, entry]) => {
    const fields = reader.fields(entry, TENANT_KEYS, `The tenant ${nameOf(entry)}`);
    const [namespaces, labels] = [
      readTexts(reader, fields.get('namespaces')),
      readLabels(reader, fields.get('labels')),
    ];
    if (namespaces.length === 0 && Object.keys(labels).length === 0)
      reader.problem(
        entry,
        `${nameOf(entry)} needs "namespaces" (names, "*" for any text) or "labels" of its namespaces`,
        'key',
      );
    return { name, namespaces, labels, subjects: readSubjects(reader, fields.get('subjects')) };
  });
}
