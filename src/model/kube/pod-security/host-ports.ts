import { type Container, intAt, objectsAt, stringAt } from '../pod.ts';
import type { PodSecurityEvaluate, PodSecurityViolation } from './types.ts';

function portsOf(container: Container): readonly PodSecurityViolation<'set'>[] {
  return objectsAt(container.data, 'ports').flatMap((port, index) => {
    const hostPort = intAt(port, 'hostPort') ?? 0;
    if (hostPort === 0) return [];
    const item = `${hostPort}/${stringAt(port, 'protocol') ?? 'TCP'}`;
    return [{ rule: 'set', container, path: [...container.path, 'ports', index, 'hostPort'], value: hostPort, item }];
  });
}

/**
 * Baseline control `hostPorts`: no container port names a `hostPort` other than 0. `item` is `<port>/<protocol>`. Ports that the API server fills in on
 * `hostNetwork` pods are not here unless the pod went through `withHostNetworkPorts`.
 */
export const hostPorts: PodSecurityEvaluate<'set'> = (pod) => pod.containers.flatMap(portsOf);
