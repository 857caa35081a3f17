import type { Json, Path } from '../json.ts';
import { type Container, intAt, objectsAt, stringAt } from './pod.ts';

/** A port that a container declares; the API server fills in protocol TCP. */
export interface ContainerPort {
  readonly name: string | undefined;
  readonly containerPort: number | undefined;
  /** 0 and absent mean none. */
  readonly hostPort: number | undefined;
  readonly protocol: string;
  /** From the pod template's root. */
  readonly path: Path;
}

/** The declared ports of a container, in order. Throws InvalidFieldError on wrong types. */
export function portsOf(container: Container): readonly ContainerPort[] {
  return objectsAt(container.data, 'ports').map((port, index) => ({
    name: stringAt(port, 'name'),
    containerPort: intAt(port, 'containerPort'),
    hostPort: intAt(port, 'hostPort'),
    protocol: stringAt(port, 'protocol') ?? 'TCP',
    path: [...container.path, 'ports', index],
  }));
}

/**
 * Resolves a port that is a number or the name of a declared port (`targetPort`, probes); undefined when nothing declares the name.
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#field-spec-ports
 */
export function resolvePort(containers: readonly Container[], port: Json | undefined): number | undefined {
  if (typeof port === 'number') return port;
  if (typeof port !== 'string') return undefined;
  for (const container of containers) {
    const found = portsOf(container).find(({ name }) => name === port);
    if (found !== undefined) return found.containerPort;
  }
  return undefined;
}
