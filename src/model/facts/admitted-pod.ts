import { type Gap, type GroupKind, labelsOf } from '../cluster/index.ts';
import { formatPath, type JsonObject } from '../json.ts';
import {
  admitPod,
  applyRuntimeClass,
  evaluatePodSecurity,
  podSecurityLevels,
  readLimitRange,
  readPriorityClass,
  readResourceQuota,
  resolvePodSecurityVersion,
  stringAt,
} from '../kube/index.ts';
import { objectKeyOf } from './keys.ts';
import type { AdmittedWorkload, FactDefinition, View, Workload, WorkloadRefusal } from './types.ts';

const PRIORITY_CLASS: GroupKind = 'PriorityClass.scheduling.k8s.io';
const RUNTIME_CLASS: GroupKind = 'RuntimeClass.node.k8s.io';

/** Something that is missing: refused where the list is complete, else not known. */
interface Missing {
  readonly refusal: WorkloadRefusal;
  readonly gaps: readonly Gap[];
}

function findRuntimeClass(
  spec: JsonObject,
  view: View,
): { readonly spec: JsonObject; readonly missing: readonly Missing[] } {
  const name = stringAt(spec, 'runtimeClassName');
  const found = name === undefined ? undefined : view.get(RUNTIME_CLASS, '', name);
  const result = applyRuntimeClass(spec, found?.items[0]?.data);
  if (result.kind === 'admitted') return { spec: result.spec, missing: [] };
  const gaps = result.reason === 'class-missing' ? (found?.gaps ?? []) : [];
  return { spec, missing: [{ refusal: { by: 'RuntimeClass', reason: result.reason }, gaps }] };
}

/** The controls of the level which the namespace enforces that the pod breaks. */
function podSecurity({ template, object }: Workload, view: View): readonly WorkloadRefusal[] {
  const namespace = view.get('Namespace', '', object.ref.namespace).items[0];
  if (namespace === undefined) return [];
  const { enforce } = podSecurityLevels(labelsOf(namespace));
  if (enforce.level === 'privileged') return [];
  const minor = resolvePodSecurityVersion(enforce.version, view.minor);
  const broken = evaluatePodSecurity(enforce.level, template, minor).filter(({ violations }) => violations.length > 0);
  if (broken.length === 0) return [];
  return [{ by: 'PodSecurity', level: enforce.level, controls: broken.map(({ control }) => control.id) }];
}

function account(workload: Workload, view: View): readonly Missing[] {
  const { name, namedBy, account: found } = view.fact('service-account-use', workload);
  // The controller makes the default account of every namespace.
  if (found.items.length > 0 || namedBy === 'default' || name === 'default') return [];
  return [{ refusal: { by: 'ServiceAccount', reason: 'account-missing', name }, gaps: found.gaps }];
}

/** In the order of the plug-ins: those that change pods, validation, then those that judge. */
const ORDER: readonly WorkloadRefusal['by'][] = [
  'ServiceAccount',
  'Priority',
  'RuntimeClass',
  'validation',
  'LimitRanger',
  'PodSecurity',
  'ResourceQuota',
];

function first(refusals: readonly Missing[]): Missing | undefined {
  return refusals.toSorted((a, b) => ORDER.indexOf(a.refusal.by) - ORDER.indexOf(b.refusal.by))[0];
}

function outcomeOf(refusals: readonly Missing[]): AdmittedWorkload['outcome'] {
  const known = first(refusals.filter(({ gaps }) => gaps.length === 0));
  if (known !== undefined) return { kind: 'refused', refusal: known.refusal };
  const [open] = refusals;
  return open === undefined ? { kind: 'stored' } : { kind: 'unknown', refusal: open.refusal, gaps: open.gaps };
}

/**
 * The `admitted-pod` fact: what the API server makes of one more pod of a workload, by the namespace's LimitRanges, quotas, level and accounts and the cluster's classes.
 * Quotas count the pod on its own: what others use is not its fault. LimitRanges, quotas and a level that may be there unseen are in `gaps`; classes and accounts that may be
 * there make the outcome unknown.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/
 */
export const admittedPodFact: FactDefinition<'admitted-pod'> = {
  name: 'admitted-pod',
  kinds: ['LimitRange', 'ResourceQuota', PRIORITY_CLASS, RUNTIME_CLASS, 'Namespace'],
  facts: ['service-account-use'],
  keyOf: (workload) => `${objectKeyOf(workload.object)}\u0000${formatPath(workload.root)}`,
  derive(workload, view): AdmittedWorkload {
    const { namespace } = workload.object.ref;
    const ranges = view.list('LimitRange', namespace);
    const quotas = view.list('ResourceQuota', namespace);
    const classes = view.list(PRIORITY_CLASS);
    const { spec, missing } = findRuntimeClass(workload.template.spec, view);
    const admitted = admitPod(spec, {
      ranges: ranges.items.map(({ data }) => readLimitRange(data)),
      quotas: quotas.items.map(({ data }) => ({ ...readResourceQuota(data), used: undefined })),
      classes: classes.items.map(({ data }) => readPriorityClass(data)),
      minor: view.minor,
    });
    const { refusal } = admitted;
    const isClassMissing = refusal?.by === 'Priority' && refusal.reason === 'class-missing';
    const own: readonly Missing[] =
      refusal === undefined ? [] : [{ refusal, gaps: isClassMissing ? classes.gaps : [] }];
    const level = podSecurity(workload, view).map((one) => ({ refusal: one, gaps: [] }));
    return {
      admitted,
      spec,
      outcome: outcomeOf([...account(workload, view), ...missing, ...own, ...level]),
      gaps: [...ranges.gaps, ...quotas.gaps, ...view.get('Namespace', '', namespace).gaps],
    };
  },
};
