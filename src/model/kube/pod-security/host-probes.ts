import type { JsonObject } from '../../json.ts';
import { type Container, objectAt, stringAt } from '../pod.ts';
import type { PodSecurityEvaluate, PodSecurityViolation } from './types.ts';

type HostRule = 'probe-host' | 'lifecycle-host';

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const HOOKS = ['postStart', 'preStop'] as const;
const ACTIONS = ['httpGet', 'tcpSocket'] as const;

/** A handler of a container (probe or hook) with the steps that lead to it. */
interface Handler {
  readonly rule: HostRule;
  readonly data: JsonObject;
  readonly steps: readonly string[];
}

function handlersOf(container: Container): readonly Handler[] {
  const lifecycle = objectAt(container.data, 'lifecycle');
  return [
    ...PROBES.map((name) => ({ rule: 'probe-host' as const, data: objectAt(container.data, name), steps: [name] })),
    ...HOOKS.map((name) => ({
      rule: 'lifecycle-host' as const,
      data: objectAt(lifecycle, name),
      steps: ['lifecycle', name],
    })),
  ];
}

function hostsOf(container: Container): readonly PodSecurityViolation<HostRule>[] {
  return handlersOf(container).flatMap(({ rule, data, steps }) =>
    ACTIONS.flatMap((action) => {
      const host = stringAt(objectAt(data, action), 'host') ?? '';
      if (host === '') return [];
      const place = [...steps, action];
      return [{ rule, container, path: [...container.path, ...place, 'host'], value: host, item: place.join('.') }];
    }),
  );
}

/**
 * Baseline control `hostProbesAndHostLifecycle` (1.34): no probe and no lifecycle hook sends the kubelet to another `host`. `item` is the handler, such
 * as `livenessProbe.httpGet`.
 */
export const hostProbesAndHostLifecycle: PodSecurityEvaluate<HostRule> = (pod, minor) =>
  minor < 34 ? [] : pod.containers.flatMap(hostsOf);
