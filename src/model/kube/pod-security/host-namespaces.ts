import { boolAt } from '../pod.ts';
import type { PodSecurityEvaluate } from './types.ts';

function hostField(field: 'hostNetwork' | 'hostPID' | 'hostIPC'): PodSecurityEvaluate<'set-true'> {
  return (pod) => (boolAt(pod.spec, field) === true ? [{ rule: 'set-true', path: ['spec', field], value: true }] : []);
}

/** The part of `hostNamespaces` about `hostNetwork`. */
export const hostNetwork = hostField('hostNetwork');
/** The part of `hostNamespaces` about `hostPID`. */
export const hostPid = hostField('hostPID');
/** The part of `hostNamespaces` about `hostIPC`. */
export const hostIpc = hostField('hostIPC');

/** Baseline control `hostNamespaces`: the pod shares no network, process or IPC namespace with its node. `path` tells which. */
export const hostNamespaces: PodSecurityEvaluate<'set-true'> = (pod, minor) => [
  ...hostNetwork(pod, minor),
  ...hostPid(pod, minor),
  ...hostIpc(pod, minor),
];
