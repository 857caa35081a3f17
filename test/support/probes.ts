import { type Check, objectCheck, templateCheck } from '../../src/engines/posture/index.ts';
import type { KubeObject } from '../../src/model/cluster/index.ts';
import type { PodTemplate } from '../../src/model/kube/index.ts';
import type { Judgement, Severity } from '../../src/model/verdicts/index.ts';

const META = {
  topic: 'hygiene',
  why: 'Because a test wants it.',
  remedy: 'Nothing.',
  practices: [],
  ids: {},
  options: {},
  fixable: true,
  rules: {
    bad: { verdict: 'fail', text: 'field has {value}' },
    worse: { verdict: 'fail', text: 'item {item} of {container} is {what}' },
    good: { verdict: 'pass', text: 'field is fine' },
    none: { verdict: 'not-applicable', text: 'nothing to see' },
    look: { verdict: 'manual', text: 'someone has to look' },
  },
} as const;

/** A check that says of each object what a test wants said. */
export function objectProbe(
  id: string,
  judge: (object: KubeObject) => Iterable<Judgement>,
  severity: Severity = 'medium',
): Check {
  return objectCheck({
    scope: 'object',
    subjects: ['*'],
    reads: { kinds: [], facts: [] },
    meta: { ...META, id, title: `Probe ${id}`, severity },
    judge,
  });
}

/** A check that says of each pod template what a test wants said. */
export function templateProbe(
  id: string,
  judge: (pod: PodTemplate) => Iterable<Judgement>,
  severity: Severity = 'medium',
): Check {
  return templateCheck({ scope: 'template', meta: { ...META, id, title: `Probe ${id}`, severity }, judge });
}

/** One judgement for each word of a name after the first: the rule, and its item behind a dash. */
function judgeName(object: KubeObject): readonly Judgement[] {
  const words = object.ref.name.split('.').slice(1);
  const say = (word: string): Judgement => {
    const [rule = '', item] = word.split('-');
    return { rule, path: ['spec'], ...(item === undefined ? {} : { item }) };
  };
  return words.length === 0 ? [{ rule: 'good', path: [] }] : words.map(say);
}

/** A check that says of each object what its name spells: `a.bad.worse-x` fails twice. */
export const NAME_PROBE = objectProbe('probe', judgeName);
