import { isList, isObject, type Json, type JsonObject } from '../../model/json.ts';

const MASK = '*';

// What a Secret may show: its name, its type, and whether it may change.
const SHOWN = new Set(['apiVersion', 'kind', 'metadata', 'type', 'immutable']);

/** Tells whether a field at the top of a Secret may be shown; everything else may hold values, mistyped field names included. */
export function isShownField(key: string): boolean {
  return SHOWN.has(key);
}

/** Tells whether an annotation of a Secret repeats the whole object, as several tools keep the last state they applied. */
export function isCopyAnnotation(key: string, value: string): boolean {
  return /applied|original|manifest/i.test(key) || value.includes('{');
}

/** Tells whether a kind holds secret values: Secrets, and files that hold credentials of clusters. */
export function isSecretKind(kind: string): boolean {
  return kind === 'Secret' || kind === 'Config' || kind === 'EncryptionConfiguration' || kind === 'EncryptionConfig';
}

/** Tells whether an object's values are secret: a Secret, whatever version it claims, a kubeconfig, an encryption configuration. */
export function isSecretive(data: JsonObject): boolean {
  const { kind } = data;
  return typeof kind === 'string' && isSecretKind(kind) && (kind !== 'Config' || data['apiVersion'] === 'v1');
}

function maskField(value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return value;
  if (!isObject(value)) return MASK;
  return Object.fromEntries(Object.keys(value).map((key) => [key, MASK]));
}

function maskAnnotations(metadata: Json | undefined): Json | undefined {
  const annotations = isObject(metadata) ? metadata['annotations'] : undefined;
  if (!isObject(metadata) || !isObject(annotations)) return metadata;
  const masked = Object.entries(annotations).map(
    ([key, value]) => [key, typeof value === 'string' && isCopyAnnotation(key, value) ? MASK : value] as const,
  );
  return { ...metadata, annotations: Object.fromEntries(masked) };
}

// Where a Secret has its values.
const VALUE_FIELDS = ['data', 'stringData'];

/** Tells whether a field holds the values of a Secret that another object carries. */
export function isValueField(key: string): boolean {
  return VALUE_FIELDS.includes(key);
}

/** Tells whether something inside an object is a Secret with values that the object carries for others (ManifestWork, Kyverno's rules), not a reference to one. */
export function isCarriedSecret(value: JsonObject): boolean {
  return value['kind'] === 'Secret' && VALUE_FIELDS.some((key) => isObject(value[key]));
}

/** The same data with the values of the Secrets that it carries masked; names, and whatever else stands beside them, stay. */
export function maskCarriedSecrets(value: Json | undefined): Json | undefined {
  if (isList(value)) return value.map((item) => maskCarriedSecrets(item) ?? null);
  if (!isObject(value)) return value;
  const carried = isCarriedSecret(value);
  const entries = Object.entries(value).map(
    ([key, part]) => [key, carried && isValueField(key) ? maskField(part) : maskCarriedSecrets(part)] as const,
  );
  return Object.fromEntries(entries);
}

/** Tells whether an object carries Secrets with values. */
export function carriesSecret(value: Json | undefined): boolean {
  if (isList(value)) return value.some(carriesSecret);
  return isObject(value) && (isCarriedSecret(value) || Object.values(value).some(carriesSecret));
}

/** A Secret without its values: names of keys stay, each value is `*`. DESIGN §5: values never leave the reader. */
export function maskSecret(data: JsonObject): JsonObject {
  const entries = Object.entries(data).map(
    ([key, value]) => [key, isShownField(key) ? value : maskField(value)] as const,
  );
  const masked: Record<string, Json | undefined> = Object.fromEntries(entries);
  if (Object.hasOwn(masked, 'metadata')) masked['metadata'] = maskAnnotations(masked['metadata']);
  return masked;
}
