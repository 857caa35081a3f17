import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../../../src/model/json.ts';
import {
  type AdmittedPod,
  type PodRefusal,
  type ResourceList,
  resourceList,
} from '../../../../src/model/kube/index.ts';
import type { TestResponse } from '../../index.ts';

/** An outcome as text that both sides can be compared by. */
export type Outcome = string;

function show(list: ResourceList): string {
  return [...list]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, amount]) => `${name}=${amount}`)
    .join(' ');
}

function showContainer(name: string, requests: ResourceList, limits: ResourceList): string {
  return `${name}{${show(requests)}|${show(limits)}}`;
}

function sorted(lines: Iterable<string>): string {
  return [...new Set(lines)].toSorted().join('; ');
}

/** What the server stored. */
function storedOutcome(pod: JsonObject): Outcome {
  const spec = isObject(pod['spec']) ? pod['spec'] : {};
  const of = (owner: Json | undefined, key: string): ResourceList => resourceList(valueAt(owner, ['resources', key]));
  const containers = ['initContainers', 'containers'].flatMap((list) => {
    const items = spec[list];
    return (isList(items) ? items.filter(isObject) : []).map((one) =>
      showContainer(textOf(one['name']), of(one, 'requests'), of(one, 'limits')),
    );
  });
  const own = spec['resources'] === undefined ? '' : showContainer('pod', of(spec, 'requests'), of(spec, 'limits'));
  const priority = [
    textOf(spec['priorityClassName']),
    JSON.stringify(spec['priority']),
    textOf(spec['preemptionPolicy']),
  ].join('/');
  return `stored ${containers.join(' ')} ${own} ${textOf(valueAt(pod, ['status', 'qosClass']))} ${priority}`;
}

const BOUND = /(minimum|maximum) (\S+) usage per (\S+) is/g;
const RATIO = /(\S+) max limit to request ratio per (\S+) is/g;

function limitOutcome(message: string): Outcome {
  const bounds = [...message.matchAll(BOUND)].map(
    ([, rule, name, type]) => `${rule === 'minimum' ? 'min' : 'max'} ${name} ${type}`,
  );
  const ratios = [...message.matchAll(RATIO)].map(([, name = '', type]) => `ratio ${name.replace(/^\[/, '')} ${type}`);
  return `LimitRanger ${sorted([...bounds, ...ratios])}`;
}

function quotaOutcome(message: string): Outcome | undefined {
  const exceeded = /exceeded quota: ([^,]+), requested: (.*?), used: /.exec(message);
  if (exceeded !== null) {
    const names = (exceeded[2] ?? '').split(',').map((part) => part.slice(0, part.lastIndexOf('=')));
    return `ResourceQuota ${exceeded[1]} exceeded ${names.toSorted().join(',')}`;
  }
  const failed = /failed quota: ([^:]+): must specify (.*)$/.exec(message);
  if (failed === null) return undefined;
  const names = (failed[2] ?? '').split('; ').map((part) => part.slice(0, part.indexOf(' for:')));
  return `ResourceQuota ${failed[1]} must-specify ${names.toSorted().join(',')}`;
}

function priorityOutcome(message: string): Outcome | undefined {
  if (message.includes('no PriorityClass with name')) return 'Priority class-missing';
  if (message.includes('the integer value of priority')) return 'Priority priority-differs';
  return message.includes('the string value of PreemptionPolicy') ? 'Priority policy-differs' : undefined;
}

/** What the server said. */
export function theirOutcome({ status, body }: TestResponse): Outcome {
  if (status === 201 && isObject(body)) return storedOutcome(body);
  const message = textOf(valueAt(body, ['message']));
  if (status === 422) return 'validation';
  if (/ usage per | max limit to request ratio per /.test(message)) return limitOutcome(message);
  return quotaOutcome(message) ?? priorityOutcome(message) ?? `${status} ${message}`;
}

function refusedOutcomes(refusal: PodRefusal): readonly Outcome[] {
  switch (refusal.by) {
    case 'Priority':
      return [`Priority ${refusal.reason}`];
    case 'validation':
      return ['validation'];
    case 'LimitRanger': {
      // The server stops at the first LimitRange that refuses, in an order that it does not promise.
      const ranges = new Set(refusal.refusals.map(({ range }) => range));
      return [...ranges].map((name) => {
        const own = refusal.refusals.filter(({ range }) => range === name);
        return `LimitRanger ${sorted(own.map(({ rule, resource, type }) => `${rule} ${resource} ${type}`))}`;
      });
    }
    case 'ResourceQuota':
      return refusal.refusals.map(
        ({ quota, rule, resources }) => `ResourceQuota ${quota} ${rule} ${resources.join(',')}`,
      );
  }
}

/** What we say; of several refusals the server tells one, in an order that it does not promise. */
export function ourOutcomes({ pod, qos, priority, refusal }: AdmittedPod): readonly Outcome[] {
  if (refusal !== undefined) return refusedOutcomes(refusal);
  if (priority.kind === 'refused') return [`Priority ${priority.reason}`];
  const containers = pod.containers.map(({ name, requests, limits }) => showContainer(name, requests, limits));
  const own = pod.own === undefined ? '' : showContainer('pod', pod.own.requests, pod.own.limits);
  const settled = [priority.className, String(priority.priority), priority.preemptionPolicy].join('/');
  return [`stored ${containers.join(' ')} ${own} ${qos} ${settled}`];
}
