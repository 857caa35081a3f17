import type { JsonObject } from '../../json.ts';
import { objectsAt, stringAt } from '../pod.ts';
import { presentObjectAt } from '../pod-template.ts';
import type { PodSecurityEvaluate } from './types.ts';

/** The volume sources that restricted lets a pod use. */
export const RESTRICTED_VOLUME_SOURCES: readonly string[] = Object.freeze([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

function badSource(volume: JsonObject): string | undefined {
  if (RESTRICTED_VOLUME_SOURCES.some((source) => presentObjectAt(volume, source) !== undefined)) return undefined;
  // A volume without a source becomes an emptyDir. Whatever else is here, known or not, is a source outside the list.
  return Object.keys(volume).find((key) => key !== 'name' && presentObjectAt(volume, key) !== undefined);
}

/** Restricted control `restrictedVolumes`: every volume has one of RESTRICTED_VOLUME_SOURCES, or no source. `item` is the volume's name; `path` ends in the source. */
export const restrictedVolumes: PodSecurityEvaluate<'source'> = (pod) =>
  objectsAt(pod.spec, 'volumes').flatMap((volume, index) => {
    const source = badSource(volume);
    if (source === undefined) return [];
    return [
      {
        rule: 'source',
        path: ['spec', 'volumes', index, source],
        value: volume[source],
        item: stringAt(volume, 'name') ?? `#${index}`,
      },
    ];
  });
