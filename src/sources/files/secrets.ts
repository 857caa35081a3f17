import { isObject, type Json, type JsonObject } from '../../model/json.ts';

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

/** A Secret without its values: names of keys stay, each value is `*`. DESIGN §5: values never leave the reader. */
export function maskSecret(data: JsonObject): JsonObject {
  const masked: Record<string, Json | undefined> = {};
  for (const [key, value] of Object.entries(data)) masked[key] = isShownField(key) ? value : maskField(value);
  if (Object.hasOwn(masked, 'metadata')) masked['metadata'] = maskAnnotations(masked['metadata']);
  return masked;
}
