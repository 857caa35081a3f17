import {
  type BootstrapChanges,
  compareWithBootstrap,
  knowsBootstrap,
  type PolicyRule,
} from '../../../../../model/kube/index.ts';
import { objectCheck } from '../../../contract.ts';
import { writtenSubjects } from '../../../families/rbac-subject.ts';

const SHOWN = 3;

/** Rules of a comparison have one verb and one resource or URL each. */
function showRule({ verbs, resources, nonResourceURLs }: PolicyRule): string {
  return [...verbs, ...resources, ...nonResourceURLs].join(' ');
}

function some(list: readonly string[]): string {
  const more = list.length - SHOWN;
  return list.slice(0, SHOWN).join('; ') + (more < 1 ? '' : ` and ${more} more`);
}

/** What it grants beyond the built-in one. */
function more({ added, addedSubjects, redirected }: BootstrapChanges): readonly string[] {
  return [
    ...addedSubjects.map((subject) => `${subject} holds it`),
    ...added.map((rule) => `it allows ${showRule(rule)}`),
    ...(redirected ? ['it leads to another role, or aggregates others'] : []),
  ];
}

function less({ removed, removedSubjects }: BootstrapChanges): readonly string[] {
  return [
    ...removedSubjects.map((subject) => `${subject} does not hold it`),
    ...removed.map((rule) => `it does not allow ${showRule(rule)}`),
  ];
}

/** See doc.md. */
export const check = objectCheck({
  scope: 'object',
  subjects: [
    'ClusterRole.rbac.authorization.k8s.io',
    'ClusterRoleBinding.rbac.authorization.k8s.io',
    'Role.rbac.authorization.k8s.io',
    'RoleBinding.rbac.authorization.k8s.io',
  ],
  reads: { kinds: [], facts: [] },
  meta: {
    id: 'rbac-builtin-changed',
    topic: 'rbac',
    title: 'Built-in role or binding was changed',
    severity: 'high',
    why: 'People and tools trust what they know by name: a right that is added there is seen by nobody.',
    remedy:
      'Delete the object: the API server makes it anew as it was when it starts; give the right by a role of your own.',
    practices: ['P10'],
    ids: {},
    rules: {
      more: { verdict: 'fail', text: 'the built-in {name} grants more than Kubernetes gives it: {what}' },
      less: { verdict: 'fail', text: 'the built-in {name} grants less than Kubernetes gives it: {what}' },
      unchanged: { verdict: 'pass', text: '{name} is as Kubernetes makes it' },
      'other-version': {
        verdict: 'manual',
        text: 'what Kubernetes gives the built-in {name} in 1.{minor} is not known: compare it with a new cluster of that version',
      },
      own: { verdict: 'not-applicable', text: 'it is not one that Kubernetes makes' },
    },
    options: {},
    fixable: false,
  },
  *judge(object, view) {
    const at = { path: ['metadata', 'name'], words: { name: object.ref.name } };
    const changes = compareWithBootstrap(object.data, object.ref.namespace, view.minor);
    if (changes === undefined) {
      yield { rule: 'own', ...at };
      return;
    }
    // Fields of the wrong type are told, not compared; a role has no subjects.
    writtenSubjects(object);
    const [gains, losses] = [more(changes), less(changes)];
    if (gains.length + losses.length > 0 && !knowsBootstrap(view.minor))
      yield { rule: 'other-version', ...at, words: { ...at.words, minor: String(view.minor) } };
    else if (gains.length > 0) yield { rule: 'more', ...at, words: { ...at.words, what: some(gains) } };
    else if (losses.length > 0)
      yield { rule: 'less', ...at, severity: 'low', words: { ...at.words, what: some(losses) } };
    else yield { rule: 'unchanged', ...at };
  },
});
