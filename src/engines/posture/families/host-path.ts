import { isList, isObject, type Json, type Path, valueAt } from '../../../model/json.ts';
import {
  boolAt,
  InvalidFieldError,
  objectsAt,
  type PodTemplate,
  presentObjectAt,
  stringAt,
} from '../../../model/kube/index.ts';
import type { FixPlan, Judgement, Severity } from '../../../model/verdicts/index.ts';
import { invalidJudgement } from '../invalid.ts';

/** One volume that is a path of the node. */
export interface HostPath {
  /** The volume's name; `#<index>` when it has none. */
  readonly name: string;
  readonly index: number;
  /** As written. */
  readonly written: string;
  /** For comparing, as {@link cleanPath} makes it. */
  readonly path: string;
  /** It is written as paths of Windows are, or the pod says that it is for Windows. */
  readonly windows: boolean;
  /** What the kubelet asks of the path before it mounts it: `Socket`, `Directory`; empty for nothing. */
  readonly type: string;
}

function shorten(text: string): string {
  const steps: string[] = [];
  for (const step of text.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
}

/** Whether a path can only be one of Windows: it begins with a drive, with `\`, or with the folder of named pipes. */
function isOfWindows(written: string): boolean {
  return /^(?:[a-z]:(?:[\\/]|$)|\\|\/\/[.?]\/pipe\/)/i.test(written);
}

function cleanWindowsPath(written: string): string {
  const text = written.replaceAll('\\', '/').toLowerCase();
  const isOfDevices = /^\/\/[.?]\/(?![a-z]:)/.test(text);
  const rest = shorten(text.replace(/^\/\/[.?]\//, '').replace(/^[a-z]:/, ''));
  return isOfDevices ? `//.${rest}` : rest;
}

/**
 * Makes a path absolute and short: without `.`, `..`, doubled and trailing slashes; `/var/run` becomes `/run`, which it links to. A path of Windows loses
 * its drive, its capitals and its backslashes; pipes and devices begin with `//./` then.
 */
export function cleanPath(written: string, windows = isOfWindows(written)): string {
  const path = windows ? cleanWindowsPath(written) : shorten(written);
  return path === '/var/run' || path.startsWith('/var/run/') ? path.slice('/var'.length) : path;
}

/** Whether `path` is `folder` or below it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === '/' || path === folder || path.startsWith(`${folder}/`);
}

/** Sockets of container runtimes and image builders; `*` stands for one folder of any name. */
const SOCKETS = [
  '/run/containerd/containerd.sock',
  '/run/cri-dockerd.sock',
  '/run/crio/crio.sock',
  '/run/docker.sock',
  '/run/docker/containerd/containerd.sock',
  '/run/dockershim.sock',
  '/run/k0s/containerd.sock',
  '/run/k3s/containerd/containerd.sock',
  '/run/podman/podman.sock',
  '/run/user/*/docker.sock',
  '/run/user/*/podman/podman.sock',
  '/var/snap/microk8s/common/run/containerd.sock',
  '/run/balena-engine.sock',
  '/run/buildkit/buildkitd.sock',
  '/run/containerd/containerd.sock.ttrpc',
  '/run/docker/containerd/docker-containerd.sock',
  '/run/host-containerd/containerd.sock',
  '/run/isulad.sock',
  '/run/user/*/buildkit/buildkitd.sock',
  '/run/user/*/containerd/containerd.sock',
  '/var/vcap/sys/run/containerd/containerd.sock',
  '/var/vcap/sys/run/docker/docker.sock',
].map((socket) => socket.split('/'));

/** The named pipes of the same on Windows. They lie in no folder that could be mounted. */
const PIPES: ReadonlySet<string> = new Set([
  '//./pipe/containerd-containerd',
  '//./pipe/cri-dockerd',
  '//./pipe/docker_engine',
  '//./pipe/docker_engine_windows',
  '//./pipe/dockershim',
]);

/** Whether a path, taken apart, is the socket or a folder that holds it. */
function leadsTo(steps: readonly string[], socket: readonly string[]): boolean {
  return steps.length <= socket.length && steps.every((step, i) => step === socket[i] || socket[i] === '*');
}

/** The runtime's socket that a path is (`itself`) or holds. */
export function runtimeSocketAt({
  path,
  windows,
}: Pick<HostPath, 'path' | 'windows'>): { readonly socket: string; readonly itself: boolean } | undefined {
  if (windows) return PIPES.has(path) ? { socket: path, itself: true } : undefined;
  const steps = path === '/' ? [''] : path.split('/');
  const socket = SOCKETS.find((one) => leadsTo(steps, one));
  return socket && { socket: socket.join('/'), itself: socket.length === steps.length };
}

/** Where in a volume the fields are that make it a path of the node, by the name that InvalidFieldError gives. */
const PLACES: ReadonlyMap<string, Path> = new Map<string, Path>([
  ['hostPath', ['hostPath']],
  ['path', ['hostPath', 'path']],
  ['type', ['hostPath', 'type']],
  ['name', ['name']],
]);

function readHostPath(pod: PodTemplate, volume: Json, index: number): HostPath | undefined {
  // A null item is decoded as a volume without fields.
  if (volume === null) return undefined;
  if (!isObject(volume)) throw new InvalidFieldError(`volumes[${index}]`, 'an object');
  const hostPath = presentObjectAt(volume, 'hostPath');
  if (hostPath === undefined) return undefined;
  const written = stringAt(hostPath, 'path') ?? '';
  // The API server refuses a host path without a path.
  if (written === '') throw new InvalidFieldError('path', 'set');
  const windows = pod.windows || isOfWindows(written);
  const type = stringAt(hostPath, 'type') ?? '';
  const name = stringAt(volume, 'name') ?? `#${index}`;
  return { name, index, written, path: cleanPath(written, windows), windows, type };
}

/** The judgement of a volume that cannot be read, or judged. */
function invalidVolume(error: unknown, name: Json | undefined, index: number): Judgement {
  if (!(error instanceof InvalidFieldError)) throw error;
  const path = ['spec', 'volumes', index, ...(PLACES.get(error.field) ?? [])];
  return { ...invalidJudgement(error, undefined, path), item: typeof name === 'string' ? name : `#${index}` };
}

/** The `hostPath` volumes of a pod, in order, mounted or not; and a judgement for each volume that the API server would refuse. */
export interface HostPaths {
  readonly volumes: readonly HostPath[];
  readonly invalid: readonly Judgement[];
}

/** Reads each volume on its own: a broken one hides no other. Throws InvalidFieldError when there is no list to read. */
export function hostPathsOf(pod: PodTemplate): HostPaths {
  const list = pod.spec['volumes'] ?? [];
  if (!isList(list)) throw new InvalidFieldError('volumes', 'a list');
  const volumes: HostPath[] = [];
  const invalid: Judgement[] = [];
  for (const [index, volume] of list.entries()) {
    try {
      const hostPath = readHostPath(pod, volume, index);
      if (hostPath !== undefined) volumes.push(hostPath);
    } catch (error) {
      invalid.push(invalidVolume(error, valueAt(volume, ['name']), index));
    }
  }
  return { volumes, invalid };
}

/** Whether a container of the pod mounts the volume and does not say that it only reads. Throws InvalidFieldError on wrong types. */
export function isMountedWritable(pod: PodTemplate, { name }: HostPath): boolean {
  return pod.containers.some((container) =>
    objectsAt(container.data, 'volumeMounts').some(
      (mount) => stringAt(mount, 'name') === name && boolAt(mount, 'readOnly') !== true,
    ),
  );
}

/** Why a host path is bad, for the sentence's `{reason}`. */
export interface BadPath {
  readonly reason: string;
  /** Where it is not the check's own. */
  readonly severity?: Severity;
}

/** How a check tells bad host paths from good ones. */
export interface HostPathFamily {
  readonly rule: string;
  readonly passRule: string;
  /** What is bad about the path; undefined when nothing is. */
  judge(volume: HostPath): BadPath | undefined;
  fix?(volume: HostPath): FixPlan;
}

function judgeHostPath(volume: HostPath, family: HostPathFamily): readonly Judgement[] {
  const bad = family.judge(volume);
  if (bad === undefined) return [];
  const { reason, ...severity } = bad;
  const fix = family.fix?.(volume);
  return [
    {
      rule: family.rule,
      item: volume.name,
      path: ['spec', 'volumes', volume.index, 'hostPath', 'path'],
      value: volume.written,
      words: { reason },
      ...severity,
      ...(fix === undefined ? {} : { fix }),
    },
  ];
}

function judgeSafely(volume: HostPath, family: HostPathFamily): readonly Judgement[] {
  try {
    return judgeHostPath(volume, family);
  } catch (error) {
    return [invalidVolume(error, volume.name, volume.index)];
  }
}

/** Judges each host path of a pod on its own; a pod without a bad or broken one is told so once. */
export function judgeHostPaths(pod: PodTemplate, family: HostPathFamily): readonly Judgement[] {
  const { volumes, invalid } = hostPathsOf(pod);
  const said = [...volumes.flatMap((volume) => judgeSafely(volume, family)), ...invalid];
  return said.length > 0 ? said : [{ rule: family.passRule, path: ['spec', 'volumes'] }];
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
