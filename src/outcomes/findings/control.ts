import type { CheckMeta } from '../../engines/posture/index.ts';
import { type PodSecurityControl, podSecurityControls, type PodSecurityLevel } from '../../model/kube/index.ts';

const LEVELS: Readonly<Record<string, PodSecurityLevel>> = {
  'pss-baseline': 'baseline',
  'pss-restricted': 'restricted',
};

/** Whether an id such as `baseline/hostPathVolumes` means a control, or the baseline control that it stands in for. */
function means(id: string, control: PodSecurityControl): boolean {
  return (
    id === `${control.level}/${control.id}` ||
    (control.overrides !== undefined && id === `baseline/${control.overrides}`)
  );
}

/**
 * The Pod Security control that a check judges, as k8s.io/pod-security-admission names it at version 1.`minor`; undefined for other profiles,
 * and for checks that are no control of the level. Of a baseline control and the restricted one that stands in for it, the latter is named.
 */
export function controlOf(meta: Pick<CheckMeta, 'ids'>, profile: string, minor: number): string | undefined {
  const level = LEVELS[profile];
  const ids = meta.ids.pss ?? [];
  if (level === undefined || ids.length === 0) return undefined;
  const found = podSecurityControls(level, minor).filter((control) => ids.some((id) => means(id, control)));
  return (found.find((control) => control.level === 'restricted') ?? found[0])?.id;
}
