import type { KubeObject } from '../cluster/index.ts';
import type { JsonObject } from '../json.ts';
import { boolAt, objectAt, stringAt } from '../kube/index.ts';

/** What is known of the value of a label that a controller sets: the value, or which values it may have. */
export type ControllerLabel = string | { readonly mayBe: (value: string) => boolean };

/** Labels by key. */
export type ControllerLabels = Readonly<Record<string, ControllerLabel>>;

const NONE: ControllerLabels = Object.freeze({});

/** As controllers write 32 bits: without vowels, so that no words come out. */
const HASH = '[bcdfghjklmnpqrstvwxz2456789]{1,10}';
const NUMBER = String.raw`\d{1,19}`;
const UID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** A value of a form, behind a beginning that is known. */
function formed(form: string, start = ''): ControllerLabel {
  const pattern = new RegExp(`^${form}$`);
  return { mayBe: (value) => value.startsWith(start) && pattern.test(value.slice(start.length)) };
}

/** A name that is made of an object's; of an object whose name the API server makes up (`generateName`), any. */
function madeOf(name: string, form: string): ControllerLabel {
  return name === '' ? { mayBe: () => true } : formed(form, `${name}-`);
}

/** @see https://kubernetes.io/docs/reference/labels-annotations-taints/#batchkubernetesio-job-name */
function jobLabels(spec: JsonObject, name: ControllerLabel, minor: number): ControllerLabels {
  // The index was an annotation only before 1.28.
  const isCounted = stringAt(spec, 'completionMode') === 'Indexed' && minor >= 28;
  const index = isCounted ? { 'batch.kubernetes.io/job-completion-index': formed(NUMBER) } : NONE;
  // With a selector of one's own the API server adds nothing to the template.
  if (boolAt(spec, 'manualSelector') === true) return index;
  const uid = formed(UID);
  const short = { 'job-name': name, 'controller-uid': uid };
  if (minor < 27) return { ...short, ...index };
  return { ...short, 'batch.kubernetes.io/job-name': name, 'batch.kubernetes.io/controller-uid': uid, ...index };
}

function statefulSetLabels(name: string, minor: number): ControllerLabels {
  return {
    'controller-revision-hash': madeOf(name, HASH),
    'statefulset.kubernetes.io/pod-name': madeOf(name, NUMBER),
    ...(minor >= 28 ? { 'apps.kubernetes.io/pod-index': formed(NUMBER) } : NONE),
  };
}

/**
 * The labels that the pods of a workload get beside those of its template, and which no manifest shows, in a minor of Kubernetes. A ReplicaSet adds none: what a
 * Deployment made has its hash in the template. Throws InvalidFieldError where a field that decides has the wrong type.
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/
 */
export function controllerLabels({ gk, ref: { name }, data }: KubeObject, minor: number): ControllerLabels {
  const spec = objectAt(data, 'spec');
  switch (gk) {
    case 'Deployment.apps':
      return { 'pod-template-hash': formed(HASH) };
    case 'DaemonSet.apps':
      return { 'controller-revision-hash': formed(HASH), 'pod-template-generation': formed(NUMBER) };
    case 'StatefulSet.apps':
      return statefulSetLabels(name, minor);
    case 'Job.batch':
      return jobLabels(spec, name === '' ? { mayBe: () => true } : name, minor);
    case 'CronJob.batch':
      return jobLabels(objectAt(objectAt(spec, 'jobTemplate'), 'spec'), madeOf(name, NUMBER), minor);
    default:
      return NONE;
  }
}
