import type { KubeObject } from '../../model/cluster/index.ts';
import { type Path, stringifyJson, textOf, valueAt } from '../../model/json.ts';
import type { Judgement } from '../../model/verdicts/index.ts';
import type { FindingEvidence } from './types.ts';

/** Whether anything but null is written at a path: then the field is not absent, whatever the judge says of it. */
function isThere(object: KubeObject, path: Path): boolean {
  const value = valueAt(object.data, path);
  return value !== undefined && value !== null;
}

/** The field that decided: its path from the object's root, also as text. */
export interface DecidingField {
  readonly at: Path;
  readonly text: string;
}

/**
 * What decided, with the path from the object's root. A credential's value is replaced by its length in characters; a field that is there
 * and whose value the judge did not give (one of the wrong type, say) is hidden too.
 */
export function evidenceOf(judgement: Judgement, field: DecidingField, object: KubeObject): FindingEvidence {
  const version = object.source === undefined ? textOf(valueAt(object.data, ['metadata', 'resourceVersion'])) : '';
  const evidence = fieldOf(judgement, field, object);
  return version === '' ? evidence : { ...evidence, resourceVersion: version };
}

function fieldOf(judgement: Judgement, { at, text: path }: DecidingField, object: KubeObject): FindingEvidence {
  const { value } = judgement;
  if (value === undefined) return { path, state: isThere(object, at) ? 'hidden' : 'absent' };
  if (judgement.sensitive !== true) return { path, state: 'present', value };
  const text = typeof value === 'string' ? value : stringifyJson(value);
  return { path, state: 'hidden', length: Array.from(text).length };
}
