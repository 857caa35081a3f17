import { type Container, objectAt, type PodTemplate, stringsAt } from '../pod.ts';
import { containerSecurityContext, containerSecurityPath } from '../pod-template.ts';
import type { PodSecurityEvaluate, PodSecurityViolation } from './types.ts';
import { windowsExempt } from './waivers.ts';

/** The capabilities that baseline lets a container add: what container runtimes grant by default, without NET_RAW. Case counts. */
export const BASELINE_CAPABILITIES: ReadonlySet<string> = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

const RESTRICTED_CAPABILITIES: ReadonlySet<string> = new Set(['NET_BIND_SERVICE']);
const RESTRICTED_SINCE = 22;

function addedBeyond(allowed: ReadonlySet<string>, container: Container): readonly PodSecurityViolation<'added'>[] {
  return stringsAt(objectAt(containerSecurityContext(container), 'capabilities'), 'add').flatMap(
    (capability, index) => {
      if (allowed.has(capability)) return [];
      return [
        {
          rule: 'added',
          container,
          path: containerSecurityPath(container, 'capabilities', 'add', index),
          value: capability,
          item: capability,
        },
      ];
    },
  );
}

/** Baseline control `capabilities_baseline`: nothing is added beyond BASELINE_CAPABILITIES. `item` is the capability. */
export const capabilitiesBaseline: PodSecurityEvaluate<'added'> = (pod) =>
  pod.containers.flatMap((container) => addedBeyond(BASELINE_CAPABILITIES, container));

function applies(pod: PodTemplate, minor: number): boolean {
  return minor >= RESTRICTED_SINCE && !windowsExempt(pod, minor);
}

/** The part of `capabilities_restricted` about `drop`: every container drops `ALL`, spelt so. */
export const capabilitiesNotDropped: PodSecurityEvaluate<'all-not-dropped'> = (pod, minor) => {
  if (!applies(pod, minor)) return [];
  return pod.containers.flatMap((container) => {
    const capabilities = objectAt(containerSecurityContext(container), 'capabilities');
    if (stringsAt(capabilities, 'drop').includes('ALL')) return [];
    return [
      {
        rule: 'all-not-dropped',
        container,
        path: containerSecurityPath(container, 'capabilities', 'drop'),
        value: capabilities['drop'],
      },
    ];
  });
};

/** The part of `capabilities_restricted` about `add`: nothing but NET_BIND_SERVICE is added. `item` is the capability. */
export const capabilitiesAdded: PodSecurityEvaluate<'added'> = (pod, minor) =>
  applies(pod, minor) ? pod.containers.flatMap((container) => addedBeyond(RESTRICTED_CAPABILITIES, container)) : [];

/** Restricted control `capabilities_restricted` (1.22; from 1.25 not for Windows pods): drop `ALL`, add nothing but NET_BIND_SERVICE. */
export const capabilitiesRestricted: PodSecurityEvaluate<'all-not-dropped' | 'added'> = (pod, minor) => [
  ...capabilitiesNotDropped(pod, minor),
  ...capabilitiesAdded(pod, minor),
];
