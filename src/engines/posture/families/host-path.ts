import {
  InvalidFieldError,
  objectsAt,
  type PodTemplate,
  presentObjectAt,
  stringAt,
} from '../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../model/verdicts/index.ts';

/** One volume that is a path of the node. */
export interface HostPath {
  /** The volume's name; `#<index>` when it has none. */
  readonly name: string;
  readonly index: number;
  /** As written. */
  readonly written: string;
  /** Absolute, without `.`, `..`, doubled and trailing slashes; `/var/run` is written `/run`, which it links to. */
  readonly path: string;
}

/** Makes a path absolute and short. */
export function cleanPath(written: string): string {
  const steps: string[] = [];
  for (const step of written.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  const path = `/${steps.join('/')}`;
  return path === '/var/run' || path.startsWith('/var/run/') ? path.slice('/var'.length) : path;
}

/** Whether `path` is `folder` or below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** The `hostPath` volumes of a pod, in order, mounted or not. Throws InvalidFieldError on wrong types. */
export function hostPathsOf(pod: PodTemplate): readonly HostPath[] {
  return objectsAt(pod.spec, 'volumes').flatMap((volume, index) => {
    const hostPath = presentObjectAt(volume, 'hostPath');
    if (hostPath === undefined) return [];
    const written = stringAt(hostPath, 'path') ?? '';
    // The API server refuses a host path without a path.
    if (written === '') throw new InvalidFieldError('path', 'set');
    return [{ name: stringAt(volume, 'name') ?? `#${index}`, index, written, path: cleanPath(written) }];
  });
}

/** How a check tells bad host paths from good ones. */
export interface HostPathFamily {
  readonly rule: string;
  readonly passRule: string;
  /** What makes the path bad, for the sentence's `{reason}`; undefined when it is not. */
  reasonFor(volume: HostPath): string | undefined;
  fix?(volume: HostPath): FixPlan;
}

/** Judges each host path of a pod; a pod without a bad one is told so once. */
export function judgeHostPaths(pod: PodTemplate, family: HostPathFamily): readonly Judgement[] {
  const bad = hostPathsOf(pod).flatMap((volume): readonly Judgement[] => {
    const reason = family.reasonFor(volume);
    if (reason === undefined) return [];
    const fix = family.fix?.(volume);
    return [
      {
        rule: family.rule,
        item: volume.name,
        path: ['spec', 'volumes', volume.index, 'hostPath', 'path'],
        value: volume.written,
        words: { reason },
        ...(fix === undefined ? {} : { fix }),
      },
    ];
  });
  return bad.length > 0 ? bad : [{ rule: family.passRule, path: ['spec', 'volumes'] }];
}

/** Takes a volume out of a pod, with every mount of it. */
export function removeVolume(pod: PodTemplate, { name, index }: HostPath): FixPlan['ops'] {
  const mounts = pod.containers.flatMap((container) =>
    objectsAt(container.data, 'volumeMounts')
      .flatMap((mount, at) => (stringAt(mount, 'name') === name ? [at] : []))
      .toReversed()
      .map((at) => ({ op: 'remove' as const, path: [...container.path, 'volumeMounts', at], prune: true })),
  );
  return [...mounts, { op: 'remove', path: ['spec', 'volumes', index], prune: true }];
}
