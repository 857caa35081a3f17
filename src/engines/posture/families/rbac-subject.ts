import type { KubeObject } from '../../../model/cluster/index.ts';
import type { View } from '../../../model/facts/index.ts';
import type { JsonObject } from '../../../model/json.ts';
import { accountOf, compareWithBootstrap, isAsShipped, objectsAt, stringAt } from '../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../model/verdicts/index.ts';
import { type CheckMeta, type ObjectCheck, objectCheck, type Reads, type Rule } from '../contract.ts';

/** A subject as a binding writes it. */
export interface WrittenSubject {
  readonly kind: string;
  readonly name: string;
  /** Of an account: its own, else that of its RoleBinding; of others it means nothing. */
  readonly namespace: string;
}

/** What a subject check says of one subject. */
export type SubjectJudgement = Omit<Judgement, 'path' | 'item' | 'value' | 'fix'>;

/** A check of the subjects that bindings name. */
export interface RbacSubjectSpec extends Pick<CheckMeta, 'id' | 'title' | 'severity' | 'why' | 'remedy' | 'ids'> {
  readonly topic: 'rbac' | 'service-accounts';
  readonly rules: Readonly<Record<string, Rule>>;
  readonly reads: Reads;
  /** Says what is wrong with a subject; undefined where nothing is. */
  readonly judge: (subject: WrittenSubject, binding: KubeObject, view: View) => SubjectJudgement | undefined;
  /** Whether a binding is one that kubeadm makes, as it makes it; without it such bindings are as all others. */
  readonly isOfKubeadm?: (binding: KubeObject, view: View) => boolean;
  /** How far taking the subject out can be trusted, and what it may break; undefined where no fix is offered. */
  readonly fix?: Pick<FixPlan, 'class' | 'breaksIf'>;
}

/** The kinds of bindings. */
export const BINDINGS = [
  'ClusterRoleBinding.rbac.authorization.k8s.io',
  'RoleBinding.rbac.authorization.k8s.io',
] as const;

const ACCOUNT_GROUP = 'system:serviceaccounts';
const ACCOUNT_GROUP_OF = /^system:serviceaccounts:([^:]+)$/;

/** Service accounts: those of a namespace, or of all; the one of a name, or all. */
export interface AccountsMeant {
  readonly namespace?: string;
  readonly name?: string;
}

/** The service accounts that a subject means, as one itself, by its user name or by a group that holds accounts alone; undefined where it means others. */
export function accountsMeant({ kind, name, namespace }: WrittenSubject): AccountsMeant | undefined {
  if (kind === 'ServiceAccount') return { namespace, name };
  if (kind === 'User') return accountOf(name);
  if (kind === 'Group' && name === ACCOUNT_GROUP) return {};
  const ofNamespace = kind === 'Group' ? ACCOUNT_GROUP_OF.exec(name)?.[1] : undefined;
  return ofNamespace === undefined ? undefined : { namespace: ofNamespace };
}

/** The subjects of a binding as they are written. Throws InvalidFieldError. */
export function writtenSubjects(binding: KubeObject): readonly WrittenSubject[] {
  return objectsAt(binding.data, 'subjects').map((subject: JsonObject) => {
    const namespace = stringAt(subject, 'namespace') || binding.ref.namespace;
    return { kind: stringAt(subject, 'kind') ?? '', name: stringAt(subject, 'name') ?? '', namespace };
  });
}

/** `ServiceAccount ops/runner`, `Group system:masters`. */
export function showSubject({ kind, namespace, name }: WrittenSubject): string {
  return `${kind} ${kind === 'ServiceAccount' ? `${namespace}/` : ''}${name}`;
}

function planOf(
  { fix }: RbacSubjectSpec,
  subject: WrittenSubject,
  all: readonly WrittenSubject[],
): FixPlan | undefined {
  if (fix === undefined) return undefined;
  const named = showSubject(subject);
  const places = all.flatMap((one, index) => (showSubject(one) === named ? [index] : [])).toReversed();
  const ops =
    places.length === all.length
      ? ([{ op: 'remove', path: ['subjects'] }] as const)
      : places.map((index) => ({ op: 'remove', path: ['subjects', index] }) as const);
  return { ...fix, title: `take ${named} out of the binding`, ops };
}

/**
 * The subjects of a binding that Kubernetes itself put there, as `showSubject` names them: when they are taken out, the API server puts them back at its next start.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#auto-reconciliation
 */
export function shippedSubjects(binding: KubeObject, minor: number): ReadonlySet<string> {
  const changes = compareWithBootstrap(binding.data, binding.ref.namespace, minor);
  if (changes === undefined || changes.redirected) return new Set();
  const added = new Set(changes.addedSubjects);
  return new Set(
    writtenSubjects(binding)
      .map(showSubject)
      .filter((subject) => !added.has(subject)),
  );
}

function* judgeBinding(spec: RbacSubjectSpec, binding: KubeObject, view: View): Iterable<Judgement> {
  const subjects = writtenSubjects(binding);
  if (isAsShipped(binding.data, binding.ref.namespace, view.minor) || spec.isOfKubeadm?.(binding, view) === true) {
    yield { rule: 'bootstrap', path: ['metadata', 'name'], value: binding.ref.name };
    return;
  }
  const passedOver = shippedSubjects(binding, view.minor);
  const said = new Set<string>();
  for (const [index, subject] of subjects.entries()) {
    const item = showSubject(subject);
    const found = said.has(item) || passedOver.has(item) ? undefined : spec.judge(subject, binding, view);
    if (found === undefined) continue;
    said.add(item);
    const fix = planOf(spec, subject, subjects);
    yield {
      ...found,
      item,
      path: ['subjects', index, 'name'],
      value: subject.name,
      ...(fix === undefined ? {} : { fix }),
    };
  }
  if (said.size === 0) yield { rule: 'others', path: ['subjects'] };
}

/** Makes a check of whom bindings name. Bindings of Kubernetes itself that nobody changed are left out, and so are the subjects that it put there where others were added. */
export function rbacSubject(spec: RbacSubjectSpec): ObjectCheck {
  const { id, topic, title, severity, why, remedy, ids, rules, reads } = spec;
  return objectCheck({
    scope: 'object',
    subjects: [...BINDINGS],
    reads,
    meta: {
      id,
      topic,
      title,
      severity,
      why,
      remedy,
      practices: ['P10'],
      ids,
      rules: {
        ...rules,
        bootstrap: {
          verdict: 'not-applicable',
          text: `the binding is as Kubernetes ${spec.isOfKubeadm === undefined ? '' : 'or kubeadm '}makes it`,
        },
      },
      options: {},
      fixable: spec.fix !== undefined,
    },
    judge: (binding, view) => judgeBinding(spec, binding, view),
  });
}
