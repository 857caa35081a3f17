import {
  APPARMOR_ANNOTATION_PREFIX,
  appArmorProfile,
  type Container,
  containerSecurityContext,
  containerSecurityPath,
  objectAt,
  type PodSecurityViolation,
  podSecurityPath,
  type PodTemplate,
  presentObjectAt,
  stringAt,
} from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeMixedControl } from '../../../families/mixed-control.ts';
import type { FixPlan } from '../../../../../model/verdicts/index.ts';

/** The annotation that names a container's profile, where there is one. */
function annotationFix(pod: PodTemplate, name: string): FixPlan['ops'] {
  const key = `${APPARMOR_ANNOTATION_PREFIX}${name}`;
  if (stringAt(objectAt(pod.metadata, 'annotations'), key) === undefined) return [];
  return [{ op: 'set', path: ['metadata', 'annotations', key], value: 'runtime/default' }];
}

/** A container's own profile, where it has one: the API server refuses an annotation that says something else. */
function fieldFix(container: Container): FixPlan['ops'] {
  if (presentObjectAt(containerSecurityContext(container), 'appArmorProfile') === undefined) return [];
  return [{ op: 'set', path: containerSecurityPath(container, 'appArmorProfile'), value: { type: 'RuntimeDefault' } }];
}

function hasProfile(pod: PodTemplate): boolean {
  return presentObjectAt(objectAt(pod.spec, 'securityContext'), 'appArmorProfile') !== undefined;
}

/** The pod's own profile, with the annotations of containers that take it over: the API server refuses those that say something else. */
function podFix(pod: PodTemplate): FixPlan['ops'] {
  const heirs = pod.containers.filter((container) => fieldFix(container).length === 0);
  return [
    { op: 'set', path: podSecurityPath('appArmorProfile'), value: { type: 'RuntimeDefault' } },
    ...heirs.flatMap(({ name }) => annotationFix(pod, name)),
  ];
}

function opsFor({ container, item }: PodSecurityViolation, pod: PodTemplate): FixPlan['ops'] {
  const named = container ?? pod.containers.find(({ name }) => name === item);
  const own = named === undefined ? [] : fieldFix(named);
  if (own.length > 0 && named !== undefined) return [...own, ...annotationFix(pod, named.name)];
  if (item === undefined) return podFix(pod);
  // Of a container that is not there the API server compares nothing.
  const isHeir = named !== undefined && hasProfile(pod);
  return isHeir ? podFix(pod) : annotationFix(pod, item);
}

/** PSS baseline control `appArmorProfile`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'apparmor-disabled',
    topic: 'pod-isolation',
    title: 'AppArmor is switched off',
    severity: 'medium',
    why: 'Without a profile a process that breaks out of the container meets no second wall on the node.',
    remedy: 'Use the profile of the runtime: type `RuntimeDefault`.',
    practices: ['P5'],
    ids: {
      trivy: ['KSV-0002'],
      kubesec: ['ApparmorAny', 'ApparmorUnconfined'],
      kyverno: ['restrict-apparmor-profiles'],
      pss: ['baseline/appArmorProfile'],
    },
    rules: {
      type: { verdict: 'fail', text: 'container {container} sets the AppArmor profile {value}' },
      'pod-type': { verdict: 'fail', text: 'the pod sets the AppArmor profile {value}' },
      annotation: { verdict: 'fail', text: 'an annotation sets the AppArmor profile {value} for container {item}' },
      good: { verdict: 'pass', text: 'container {container} does not switch AppArmor off' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod, { minor }) =>
    judgeMixedControl(pod, minor, {
      evaluate: appArmorProfile,
      passRule: 'good',
      passPath: (container) => [...(container?.path ?? []), 'securityContext', 'appArmorProfile', 'type'],
      fix: (violation) => ({
        class: 'may-break',
        title: 'use the AppArmor profile of the runtime',
        ops: opsFor(violation, pod),
        breaksIf: 'the process mounts file systems or traces other processes',
      }),
    }),
});
