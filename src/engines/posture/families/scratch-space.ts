import type { Gap } from '../../../model/cluster/index.ts';
import type { View, Workload } from '../../../model/facts/index.ts';
import type { JsonObject } from '../../../model/json.ts';
import { type Container, InvalidFieldError, objectAt, objectsAt, stringAt } from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';
import { invalidJudgement, perContainer } from '../invalid.ts';
import { isSome } from './amount.ts';

const RESOURCE = 'ephemeral-storage';

/** What a LimitRange of the namespace gives, and what is not known of them. */
interface Ranges {
  readonly byRange: boolean;
  readonly gaps: readonly Gap[];
}

function judgeContainer(container: Container, { byRange, gaps }: Ranges): Judgement {
  const at = { container: container.name, path: [...container.path, 'resources', 'limits', RESOURCE] };
  // The API server refuses resources of ephemeral containers.
  if (container.list === 'ephemeralContainers') return { rule: 'ephemeral', ...at };
  const value = objectAt(objectAt(container.data, 'resources'), 'limits')[RESOURCE] ?? undefined;
  const isAbove = isSome(value, RESOURCE);
  const fix = {
    class: 'needs-value',
    title: 'limit its scratch space',
    ops: [],
    question: 'How much may it write to disk at most: logs, files outside volumes, and emptyDirs together?',
  } as const;
  if (isAbove !== undefined) return isAbove ? { rule: 'set', ...at, value } : { rule: 'zero', ...at, value, fix };
  if (byRange) return { rule: 'by-limit-range', ...at };
  return { rule: 'unset', ...at, fix, assumes: gaps };
}

/** Whether the kubelet holds the scratch space of the pod as a whole against a limit: one container with a limit is enough. */
function isPodBounded({ template }: Workload, { byRange }: Ranges): boolean {
  if (byRange) return true;
  return template.containers.some(({ data }) =>
    isSome(objectAt(objectAt(data, 'resources'), 'limits')[RESOURCE], RESOURCE),
  );
}

/** A volume that names no source is an emptyDir, as the API fills it in. */
function emptyDirOf(volume: JsonObject): JsonObject | undefined {
  const sources = Object.keys(volume).filter(
    (key) => key !== 'name' && volume[key] !== undefined && volume[key] !== null,
  );
  return sources.length === 0 || sources.includes('emptyDir') ? objectAt(volume, 'emptyDir') : undefined;
}

function* judgeVolume(
  volume: JsonObject,
  index: number,
  isBounded: () => boolean,
  gaps: readonly Gap[],
): Iterable<Judgement> {
  const emptyDir = emptyDirOf(volume);
  if (emptyDir === undefined) return;
  const path = ['spec', 'volumes', index, 'emptyDir', 'sizeLimit'];
  const value = emptyDir['sizeLimit'] ?? undefined;
  const at = { item: stringAt(volume, 'name') ?? `#${index}`, path, value };
  if ((stringAt(emptyDir, 'medium') ?? '') !== '') yield { rule: 'volume-in-memory', ...at };
  else if (isSome(value, 'sizeLimit') === true) yield { rule: 'volume-bounded', ...at };
  else if (isBounded()) yield { rule: 'volume-by-containers', ...at };
  else
    yield {
      rule: 'volume-unbounded',
      ...at,
      assumes: gaps,
      fix: {
        class: 'needs-value',
        title: 'limit the size of the volume',
        ops: [],
        question: 'How large may the volume grow at most?',
      },
    };
}

function* judgeVolumes(workload: Workload, ranges: Ranges): Iterable<Judgement> {
  const path = ['spec', 'volumes'];
  try {
    const volumes = objectsAt(workload.template.spec, 'volumes');
    for (const [index, volume] of volumes.entries())
      yield* judgeVolume(volume, index, () => isPodBounded(workload, ranges), ranges.gaps);
  } catch (error) {
    if (!(error instanceof InvalidFieldError)) throw error;
    yield invalidJudgement(error, undefined, path);
  }
}

/** Judges what bounds the scratch space of each container and each emptyDir of a workload. */
export function judgeScratchSpace(workload: Workload, view: View): Iterable<Judgement> {
  const answer = view.fact('container-defaults', workload.object.ref.namespace);
  const ranges: Ranges = {
    byRange: answer.items.some(({ limits }) => isSome(limits[RESOURCE], RESOURCE) === true),
    gaps: answer.gaps,
  };
  return [
    ...perContainer(workload.template.containers, (container) => [judgeContainer(container, ranges)]),
    ...judgeVolumes(workload, ranges),
  ];
}
