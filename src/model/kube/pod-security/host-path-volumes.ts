import { objectsAt, stringAt } from '../pod.ts';
import { presentObjectAt } from '../pod-template.ts';
import type { PodSecurityEvaluate } from './types.ts';

/** Baseline control `hostPathVolumes`: no volume is a `hostPath`, mounted or not. `item` is the volume's name. */
export const hostPathVolumes: PodSecurityEvaluate<'set'> = (pod) =>
  objectsAt(pod.spec, 'volumes').flatMap((volume, index) => {
    const hostPath = presentObjectAt(volume, 'hostPath');
    if (hostPath === undefined) return [];
    return [
      {
        rule: 'set',
        path: ['spec', 'volumes', index, 'hostPath'],
        value: hostPath,
        item: stringAt(volume, 'name') ?? `#${index}`,
      },
    ];
  });
