import { type FieldProblem, groupKind, splitApiVersion, trimObject } from '../../model/cluster/index.ts';
import { isObject, type Json, type JsonObject, type Path, textOf } from '../../model/json.ts';
import { checkFields, trimUnknown } from '../../model/kube/schema/index.ts';
import { type DocumentPlace, type LoadContext, report } from '../intake.ts';
import { carriesSecret, isSecretive, maskCarriedSecrets, maskSecret } from './secrets.ts';
import { findVariable } from './templates.ts';

/** An object as it was read, with its place. */
export interface ReadObject {
  readonly data: JsonObject;
  readonly place: DocumentPlace;
  readonly pointer: Path;
  readonly defaultNamespace: string;
  /** The text holds secret values. Strings of data are slices of the text they were read from: only copies let go of it. */
  readonly detach: boolean;
}

const NOTHING_KNOWN: { readonly invalid: readonly FieldProblem[]; readonly dropped: readonly FieldProblem[] } = {
  invalid: [],
  dropped: [],
};

// Requests that are created to get an answer; they are never stored and need no name.
const REVIEW_GROUPS = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

function isFilled(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Whether there is neither a name nor the beginning of one; a name of the wrong type is an invalid field, not a missing one. */
function lacksName(data: JsonObject): boolean {
  const metadata = isObject(data['metadata']) ? data['metadata'] : {};
  return !isFilled(metadata['name']) && !isFilled(metadata['generateName']);
}

/** A wrong type's message without what was read, where that could be a Secret's value. */
function hideValues(problems: readonly FieldProblem[], data: JsonObject): readonly FieldProblem[] {
  return isSecretive(data) ? problems.map((problem) => ({ ...problem, message: 'has the wrong type' })) : problems;
}

/** Data without values of Secrets: its own, and those of Secrets that it carries, which only a text that had to be masked can hold. */
function withoutValues(data: JsonObject, masked: boolean): JsonObject {
  if (isSecretive(data)) return maskSecret(data);
  const rest = masked && carriesSecret(data) ? maskCarriedSecrets(data) : data;
  return isObject(rest) ? rest : data;
}

function reportMissingName(context: LoadContext, { data, place, pointer }: ReadObject, kind: string): void {
  report(context, {
    severity: 'warning',
    code: 'missing-name',
    message: `the API server would reject this ${kind}: it has neither metadata.name nor metadata.generateName`,
    at: { place, path: isObject(data['metadata']) ? [...pointer, 'metadata'] : pointer, part: 'key' },
  });
}

/**
 * Takes in one object: checks its fields for the Kubernetes version at hand, drops what the API server would drop, masks and trims it.
 * @see https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */
export function takeObject(context: LoadContext, object: ReadObject): void {
  const { data, place, pointer, defaultNamespace } = object;
  const { group, version } = splitApiVersion(textOf(data['apiVersion']));
  const kind = textOf(data['kind']);
  const { invalid, dropped } = checkFields({ group, version, kind }, data, context.minor) ?? NOTHING_KNOWN;
  const gk = groupKind(group, kind);
  for (const { path } of dropped) context.intake.dropped.push({ gk, place, pointer, fieldPath: path });
  const unfilled = findVariable(data);
  if (unfilled !== undefined) context.intake.unfilled.push({ ...unfilled, place, pointer });
  if (lacksName(data) && !REVIEW_GROUPS.has(group)) reportMissingName(context, object, kind);
  const known = dropped.length === 0 ? data : trimUnknown(data, dropped);
  const trimmed = trimObject(withoutValues(known, object.detach));
  context.intake.objects.push({
    data: object.detach ? structuredClone(trimmed) : trimmed,
    place,
    pointer,
    invalid: hideValues(invalid, data),
    defaultNamespace,
  });
}
