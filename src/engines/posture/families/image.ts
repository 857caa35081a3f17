import type { Gap } from '../../../model/cluster/index.ts';
import type { JsonObject, Path } from '../../../model/json.ts';
import {
  InvalidFieldError,
  objectsAt,
  type PodTemplate,
  presentObjectAt,
  stringAt,
} from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';
import { perContainer } from '../invalid.ts';

/** An image that a pod names, for a container or as a volume. */
export interface NamedImage {
  readonly written: string;
  /** What every judgement of it says; its word `{holder}` is the container or the volume. */
  readonly at: Pick<Judgement, 'container' | 'item' | 'path' | 'value' | 'words'>;
}

/** A reference as written. Throws InvalidFieldError where there is none: the API server refuses such a pod. */
function referenceAt(parent: JsonObject, key: string): string {
  const written = stringAt(parent, key) ?? '';
  if (written === '') throw new InvalidFieldError(key, 'set');
  return written;
}

/** Images that pods mount as volumes (KEP-4639), in order. Throws InvalidFieldError on wrong types. */
function* volumeImages({ spec }: PodTemplate): Iterable<NamedImage> {
  for (const [index, volume] of objectsAt(spec, 'volumes').entries()) {
    const image = presentObjectAt(volume, 'image');
    if (image === undefined) continue;
    const name = stringAt(volume, 'name') ?? `#${index}`;
    const written = referenceAt(image, 'reference');
    const path: Path = ['spec', 'volumes', index, 'image', 'reference'];
    yield { written, at: { item: name, path, value: written, words: { holder: `volume ${name}` } } };
  }
}

/** Judges every image of a pod: those of its containers, then those of its volumes. */
export function* judgeImages(pod: PodTemplate, judge: (image: NamedImage) => Judgement): Iterable<Judgement> {
  yield* perContainer(pod.containers, ({ name, data, path }) => {
    const written = referenceAt(data, 'image');
    const words = { holder: `container ${name}` };
    return [judge({ written, at: { container: name, path: [...path, 'image'], value: written, words } })];
  });
  for (const image of volumeImages(pod)) yield judge(image);
}

/** Why nothing is said of an image that is none, such as a placeholder that was not filled in: the API server takes it, and the kubelet refuses to pull it. */
export function noReference({ written }: NamedImage): readonly Gap[] {
  const reason = 'not an image reference, which the kubelet refuses (InvalidImageName)';
  return [{ gk: 'image', namespace: '', name: written, state: 'unreadable', reason }];
}
