import { hash } from 'node:crypto';
import type { VerdictSource } from '../../engines/posture/index.ts';
import type { KubeObject } from '../../model/cluster/index.ts';
import { isObject, type Path, valueAt } from '../../model/json.ts';

/** How a step into a list is named: by the `name` of the entry, which survives reordering, else by its place. */
function stepName(object: KubeObject, root: Path, depth: number): string {
  const step = root[depth];
  if (typeof step === 'string') return step;
  const entry = valueAt(object.data, root.slice(0, depth + 1));
  const name = isObject(entry) ? (entry['name'] ?? entry['groupName']) : undefined;
  return typeof name === 'string' ? name : String(step);
}

/** Tells the pod templates of one object apart; '' for the objects with one, which is nearly all. */
function templateName(object: KubeObject, root: Path, templates: number): string {
  return root.length === 0 || templates < 2 ? '' : root.map((_, depth) => stepName(object, root, depth)).join('/');
}

/**
 * The stable identity of a finding: 32 hex digits of SHA-256 over check, group, kind, namespace, name, container, rule and item; where an
 * object holds several pod templates, also over the template's place. Never over a line or an index. DESIGN §4.
 */
export function fingerprintOf({ verdict, templates }: VerdictSource): string {
  const { check, object, root, judgement } = verdict;
  const { group, kind, namespace, name } = object.ref;
  const parts = [check, group, kind, namespace, name, judgement.container ?? '', judgement.rule, judgement.item ?? ''];
  const template = templateName(object, root, templates);
  if (template !== '') parts.push(template);
  return hash('sha256', parts.join('\u0000'), 'hex').slice(0, 32);
}
