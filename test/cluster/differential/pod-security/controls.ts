import type { JsonObject } from '../../../../src/model/json.ts';
import {
  evaluatePodSecurity,
  podSecurityControls,
  podTemplateOf,
  resolvePodSecurityVersion,
  withHostNetworkPorts,
} from '../../../../src/model/kube/index.ts';
import type { Policy } from './questions.ts';

/** How the server's messages name the controls. */
const REASONS: Readonly<Record<string, readonly string[]>> = {
  'allowPrivilegeEscalation != false': ['allowPrivilegeEscalation'],
  'forbidden AppArmor profile': ['appArmorProfile'],
  'forbidden AppArmor profiles': ['appArmorProfile'],
  'non-default capabilities': ['capabilities_baseline'],
  'unrestricted capabilities': ['capabilities_restricted'],
  'host namespaces': ['hostNamespaces'],
  'hostPath volumes': ['hostPathVolumes'],
  hostPort: ['hostPorts'],
  'probe or lifecycle host': ['hostProbesAndHostLifecycle'],
  privileged: ['privileged'],
  procMount: ['procMount', 'procMount_restricted'],
  'restricted volume types': ['restrictedVolumes'],
  'runAsNonRoot != true': ['runAsNonRoot'],
  'runAsUser=0': ['runAsUser'],
  seLinuxOptions: ['seLinuxOptions'],
  seccompProfile: ['seccompProfile_baseline', 'seccompProfile_restricted'],
  'forbidden sysctls': ['sysctls'],
  hostProcess: ['windowsHostProcess'],
};

/** The ids of the controls that the server named, sorted. Throws on a reason that no control is known by. */
export function controlsNamed(reasons: readonly string[], { level }: Policy, minor: number): readonly string[] {
  const held = new Set(podSecurityControls(level, minor).map(({ id }) => id));
  return reasons
    .map((reason) => {
      const id = REASONS[reason]?.find((one) => held.has(one));
      if (id === undefined) throw new Error(`no control of ${level} 1.${minor} is known by "${reason}"`);
      return id;
    })
    .toSorted();
}

/** What evaluates a pod: ours, or ours with a fault. */
export type Evaluator = (pod: JsonObject, level: Policy['level'], minor: number) => readonly string[];

/** The controls that a pod fails as we say, sorted. */
export const evaluate: Evaluator = (pod, level, minor) =>
  evaluatePodSecurity(level, podTemplateOf(withHostNetworkPorts(pod)), minor)
    .filter(({ violations }) => violations.length > 0)
    .map(({ control }) => control.id)
    .toSorted();

/** The minor version that a policy means on a server. */
export function minorOf({ version }: Policy, serverMinor: number): number {
  return resolvePodSecurityVersion(version, serverMinor);
}
