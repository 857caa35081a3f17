import type { Json, JsonObject, Path } from '../../../../../model/json.ts';
import { boolAt, type Container, objectsAt, stringAt } from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { cleanPath, type HostPath, hostPathsOf, isWithin, runtimeSocketAt } from '../../../families/host-path.ts';
import { perContainer } from '../../../invalid.ts';

/** From this minor on the API server keeps `recursiveReadOnly` by default (KEP-3857). */
const RECURSIVE_SINCE = 31;

/** Folders right below which nodes have other file systems mounted: of containers, pods, people, disks and the kernel. What holds one of them counts too. */
const MOUNT_POINTS = [
  '/boot',
  '/home',
  '/media',
  '/mnt/disks',
  '/proc/sys/fs',
  '/run/containerd/io.containerd.runtime.v2.task/k8s.io',
  '/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io',
  '/run/user',
  '/sys/firmware/efi',
  '/sys/fs',
  '/sys/kernel',
  '/var/lib/containers/storage/overlay',
  '/var/lib/docker/overlay2',
  '/var/lib/k0s/kubelet/pods',
  '/var/lib/kubelet/plugins/kubernetes.io/csi',
  '/var/lib/kubelet/pods',
  '/var/snap/microk8s/common/var/lib/kubelet/pods',
];

/** Of these in /dev a read-only mount is true: file systems of their own, and devices of which only the owner or the mode could be changed. */
const PLAIN_IN_DEV = /^\/dev\/(?:shm|hugepages|mqueue|null|zero|full|u?random)(?:\/|$)/;

const SOCKET_NAME =
  /\.sock(?:et|\.ttrpc)?$|^\/run\/(?:dbus\/system_bus_socket|systemd\/(?:private|notify|journal\/(?:socket|stdout|dev-log|syslog)))$/;

/** One mount of a path of the node. */
interface NodeMount {
  readonly volume: HostPath;
  readonly data: JsonObject;
  readonly at: Path;
  /** Of the node, with the mount's own `subPath` behind the volume's path. */
  readonly path: string;
  /** A part of the volume only: the kubelet binds it without what is mounted below it. */
  readonly isPart: boolean;
}

function nodeMount(volume: HostPath, data: JsonObject, at: Path): NodeMount {
  const part = stringAt(data, 'subPath') ?? '';
  const isPart = part !== '' || (stringAt(data, 'subPathExpr') ?? '') !== '';
  return { volume, data, at, path: cleanPath(`${volume.written}/${part}`, volume.windows), isPart };
}

/** Whether it is no file or folder: reading and writing then go past the mount, so that `readOnly` guards nothing. */
function isSocketOrDevice({ volume, path, isPart }: NodeMount): boolean {
  if (volume.windows) return path.startsWith('//./');
  if (PLAIN_IN_DEV.test(path)) return false;
  if (isWithin(path, '/dev')) return true;
  if (isPart || volume.type === '') return SOCKET_NAME.test(path);
  return /^(?:Socket|BlockDevice|CharDevice)$/.test(volume.type);
}

/** Windows has no mounts that a mount would bring along. */
function hasMountsBelow({ volume, path, isPart }: NodeMount): boolean {
  return !volume.windows && !isPart && MOUNT_POINTS.some((folder) => isWithin(folder, path));
}

/** The fix for a mount with others below it. The server refuses `recursiveReadOnly` beside propagation. */
function fixWholly({ data, at }: NodeMount): FixPlan {
  const propagation: FixPlan['ops'] =
    (stringAt(data, 'mountPropagation') ?? 'None') === 'None'
      ? []
      : [{ op: 'remove', path: [...at, 'mountPropagation'] }];
  return {
    class: 'may-break',
    title: 'mount it read-only, with all that is mounted below it',
    ops: [
      { op: 'set', path: [...at, 'readOnly'], value: true },
      { op: 'set', path: [...at, 'recursiveReadOnly'], value: 'Enabled' },
      ...propagation,
    ],
    breaksIf:
      'the process writes there, needs what is mounted on the node later, or the runtime or kernel of the node cannot do it',
  };
}

function fixPlainly({ at }: NodeMount): FixPlan {
  return {
    class: 'may-break',
    title: 'mount it read-only',
    ops: [{ op: 'set', path: [...at, 'readOnly'], value: true }],
    breaksIf: 'the process writes there',
  };
}

type Found = Pick<Judgement, 'rule' | 'severity' | 'fix'> & { readonly field: string };

function judgeReadOnly(mount: NodeMount, minor: number): Found | undefined {
  const isRecursive = minor >= RECURSIVE_SINCE && stringAt(mount.data, 'recursiveReadOnly') === 'Enabled';
  if (isRecursive || !hasMountsBelow(mount)) return undefined;
  const found = { rule: 'read-only-here', severity: 'low' } as const;
  // Before, there is no field that does it: what there is says so.
  if (minor < RECURSIVE_SINCE) return { ...found, field: 'readOnly' };
  return { ...found, field: 'recursiveReadOnly', fix: fixWholly(mount) };
}

function judgeWritable(mount: NodeMount, minor: number): Found {
  const found = { rule: 'writable', field: 'readOnly' };
  if (!hasMountsBelow(mount)) return { ...found, fix: fixPlainly(mount) };
  return minor < RECURSIVE_SINCE ? found : { ...found, fix: fixWholly(mount) };
}

function judgeNodeMount(mount: NodeMount, minor: number): Found | undefined {
  if (runtimeSocketAt({ path: mount.path, windows: mount.volume.windows })?.itself === true)
    return { rule: 'runtime-socket', field: 'name' };
  if (isSocketOrDevice(mount)) return { rule: 'socket-or-device', severity: 'medium', field: 'name' };
  return boolAt(mount.data, 'readOnly') === true ? judgeReadOnly(mount, minor) : judgeWritable(mount, minor);
}

/** What the judges of one pod share. */
interface Context {
  readonly volumes: ReadonlyMap<string | undefined, HostPath>;
  readonly unread: ReadonlySet<string | undefined>;
  readonly minor: number;
}

function judgeMounts(container: Container, { volumes, unread, minor }: Context): readonly Judgement[] {
  const mounts = objectsAt(container.data, 'volumeMounts');
  const said = mounts.flatMap((data, index): readonly Judgement[] => {
    const volume = volumes.get(stringAt(data, 'name'));
    if (volume === undefined) return [];
    const at = [...container.path, 'volumeMounts', index];
    const found = judgeNodeMount(nodeMount(volume, data, at), minor);
    if (found === undefined) return [];
    const { field, ...rest } = found;
    const item = `${volume.name}:${stringAt(data, 'mountPath') ?? ''}`;
    const value: Json | undefined = data[field];
    return [{ ...rest, container: container.name, item, path: [...at, field], value, words: { path: volume.written } }];
  });
  // Of a container that mounts what could not be read nothing good is known.
  if (said.length > 0 || mounts.some((mount) => unread.has(stringAt(mount, 'name')))) return said;
  return [{ rule: 'read-only', container: container.name, path: [...container.path, 'volumeMounts'] }];
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'host-path-writable',
    topic: 'pod-isolation',
    title: 'Container can write to a path of the node',
    severity: 'high',
    why: 'Whoever controls the container changes files of the node, such as programs, settings or scheduled jobs, and owns the node.',
    remedy:
      'Mount the path read-only, with what is mounted below it, or use a volume that belongs to the pod; take sockets and devices away.',
    practices: ['P3', 'P5'],
    ids: {
      kubescape: ['C-0045'],
      kubeLinter: ['writable-host-mount'],
      kyverno: ['ensure-readonly-hostpath'],
    },
    rules: {
      writable: { verdict: 'fail', text: 'container {container} can write to {path} of the node (volume {item})' },
      'read-only-here': {
        verdict: 'fail',
        text: 'container {container} mounts {path} of the node read-only, but not what is mounted below it (volume {item})',
      },
      'socket-or-device': {
        verdict: 'fail',
        text: 'container {container} mounts {path} of the node (volume {item}): a read-only mount does not guard sockets and devices',
      },
      'runtime-socket': {
        verdict: 'not-applicable',
        text: 'container {container} mounts the socket of the container runtime (volume {item}), which runtime-socket-mount reports',
      },
      'read-only': { verdict: 'pass', text: 'container {container} mounts no path of the node for writing' },
    },
    options: {},
    fixable: true,
  },
  judge(pod, { minor }) {
    const { volumes, invalid } = hostPathsOf(pod);
    const context: Context = {
      volumes: new Map(volumes.map((volume) => [volume.name, volume])),
      unread: new Set(invalid.map(({ item }) => item)),
      minor,
    };
    return [...perContainer(pod.containers, (container) => judgeMounts(container, context)), ...invalid];
  },
});
