import { objectsAt, stringAt } from '../pod.ts';
import { podSecurityContext, podSecurityPath } from '../pod-template.ts';
import type { PodSecurityEvaluate } from './types.ts';

/** The sysctls that are safe (namespaced, and isolated from other pods), with the minor version that brought each. */
export const SAFE_SYSCTLS: ReadonlyMap<string, number> = new Map([
  ['kernel.shm_rmid_forced', 0],
  ['net.ipv4.ip_local_port_range', 0],
  ['net.ipv4.tcp_syncookies', 0],
  ['net.ipv4.ping_group_range', 0],
  ['net.ipv4.ip_unprivileged_port_start', 0],
  ['net.ipv4.ip_local_reserved_ports', 27],
  ['net.ipv4.tcp_keepalive_time', 29],
  ['net.ipv4.tcp_fin_timeout', 29],
  ['net.ipv4.tcp_keepalive_intvl', 29],
  ['net.ipv4.tcp_keepalive_probes', 29],
  ['net.ipv4.tcp_rmem', 32],
  ['net.ipv4.tcp_wmem', 32],
  ['net.ipv4.tcp_slow_start_after_idle', 37],
  ['net.ipv4.tcp_notsent_lowat', 37],
]);

/** Baseline control `sysctls`: only SAFE_SYSCTLS of the version are set. Names are compared as written. `item` is the name. */
export const sysctls: PodSecurityEvaluate<'unsafe'> = (pod, minor) =>
  objectsAt(podSecurityContext(pod), 'sysctls').flatMap((sysctl, index) => {
    const name = stringAt(sysctl, 'name') ?? '';
    if ((SAFE_SYSCTLS.get(name) ?? Infinity) <= minor) return [];
    return [{ rule: 'unsafe', path: podSecurityPath('sysctls', index, 'name'), value: sysctl['name'], item: name }];
  });
