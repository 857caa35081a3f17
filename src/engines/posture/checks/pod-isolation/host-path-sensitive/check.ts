import type { PodTemplate } from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import {
  type BadPath,
  type HostPath,
  isMountedWritable,
  isWithin,
  judgeHostPaths,
} from '../../../families/host-path.ts';

/** Folders of the system; mounting one, or a folder that holds one, is a finding. `/var/run` is read as `/run`. */
const SENSITIVE = [
  '/bin',
  '/boot',
  '/etc',
  '/home',
  '/lib',
  '/lib64',
  '/run',
  '/run/systemd',
  '/sbin',
  '/sys',
  '/usr',
  '/usr/bin',
  '/usr/lib',
  '/usr/lib64',
  '/usr/sbin',
  '/var',
  '/var/log',
];

/** Of these every file below counts as well: processes, disks, keys, buses and the content of containers and volumes. */
const THROUGHOUT = [
  '/dev',
  '/etc/kubernetes',
  '/etc/rancher',
  '/proc',
  '/root',
  '/run/dbus',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/docker',
  '/var/lib/etcd',
  '/var/lib/k0s',
  '/var/lib/kubelet',
  '/var/lib/minikube/certs',
  '/var/lib/minikube/etcd',
  '/var/lib/rancher/k3s/agent',
  '/var/lib/rancher/k3s/server',
  '/var/lib/rancher/rke2/agent',
  '/var/lib/rancher/rke2/server',
  '/var/snap/microk8s/common/run',
  '/var/snap/microk8s/common/var/lib/containerd',
  '/var/snap/microk8s/common/var/lib/kubelet',
  '/var/snap/microk8s/current',
  '/var/spool/cron',
];

/** Folders of Windows nodes, as paths are compared: without drive, in small letters. The second list counts with every file below. */
const OF_WINDOWS = ['/program files', '/programdata', '/users', '/windows', '/windows/system32'];
const THROUGHOUT_WINDOWS = [
  '/k',
  '/program files/containerd',
  '/program files/docker',
  '/programdata/containerd',
  '/programdata/docker',
  '/programdata/ssh',
  '/windows/system32/config',
];

/** Settings of runtimes and the network, with credentials where somebody put them; whoever writes them says what root runs. */
const SETTINGS = ['/etc/cni', '/etc/containerd', '/etc/docker'];

/** Programs, units and hooks that root runs: to read them is no attack, a writable mount is. */
const RUN_BY_ROOT = [
  '/bin',
  '/etc/crio',
  '/etc/init.d',
  '/etc/profile.d',
  '/lib/systemd',
  '/opt/bin',
  '/opt/cni/bin',
  '/sbin',
  '/usr/bin',
  '/usr/lib/systemd',
  '/usr/libexec/kubernetes',
  '/usr/local/bin',
  '/usr/local/lib/systemd',
  '/usr/local/sbin',
  '/usr/sbin',
  '/var/lib/rancher/k3s/data',
  '/var/lib/rancher/rke2/bin',
  '/var/lib/rancher/rke2/data',
];

/** Interfaces to the kernel that monitoring reads: only a writable mount counts. */
const KERNEL = ['/sys/fs/bpf', '/sys/fs/cgroup', '/sys/kernel/debug', '/sys/kernel/tracing'];

const FOLDERS = [...SENSITIVE, ...THROUGHOUT];
const FOLDERS_WINDOWS = [...FOLDERS, ...OF_WINDOWS, ...THROUGHOUT_WINDOWS];

/** Devices of one purpose that are neither disk nor memory nor bus of the node: those that workloads ask for by name. */
const HARMLESS_DEVICE =
  /^\/dev\/(?:null|zero|full|u?random|log|shm|hugepages|net\/tun|fuse|kvm|vhost-(?:net|vsock)|dri|infiniband|snd|nvidia[^/]*|video\d+|tty(?:USB|ACM)\d+)(?:\/|$)/;

/** Where plugins and the kubelet find each other: sockets, and no volume of another pod (those of CSI drivers lie in `plugins/kubernetes.io`). */
const PLUGIN_SOCKETS =
  /^\/var\/(?:lib|lib\/k0s|snap\/microk8s\/common\/var\/lib)\/kubelet\/(?:device-plugins|plugins_registry|pod-resources|plugins\/(?!kubernetes\.io(?:\/|$))[^/]+)(?:\/|$)/;

/** Files and folders of /etc that make somebody root: accounts, keys, and what runs or is loaded by itself; and systemd's own socket. */
const DECIDING =
  /^\/run\/systemd\/private$|^\/etc\/(?:g?shadow-?|passwd-?|sudoers[^/]*|(?:ana)?crontab|cron\.[^/]+|ssh|pam\.d|ld\.so\.[^/]+|systemd)(?:\/|$)/;

/** Where people keep keys, in whatever home. */
const KEYS = /\/\.(?:ssh|kube)(?:\/|$)/;

/** What a revision of MicroK8s has, to which `current` links, and the file by which minikube administers its cluster. */
const CLUSTER_KEYS = /^\/var\/(?:snap\/microk8s\/x?\d+|lib\/minikube\/kubeconfig)(?:\/|$)/;

function depthBelow(path: string, folder: string): number {
  return path.slice(folder.length).split('/').length - 1;
}

function isHarmless(path: string): boolean {
  return HARMLESS_DEVICE.test(path) || PLUGIN_SOCKETS.test(path);
}

function foldersFor({ windows }: HostPath): readonly string[] {
  return windows ? FOLDERS_WINDOWS : FOLDERS;
}

/** Why the path counts for itself; what lies in a folder of the system comes after that. */
function reasonOf(volume: HostPath): string | undefined {
  const { path, windows } = volume;
  if (path === '/') return windows ? 'a whole drive of the node' : 'the whole file system of the node';
  if (foldersFor(volume).includes(path)) return 'a folder of the system';
  if (DECIDING.test(path)) return 'it decides who is root on the node';
  if (CLUSTER_KEYS.test(path)) return 'it holds keys of the cluster';
  return KEYS.test(path) ? 'it holds keys of a person' : undefined;
}

/** The folder that a path is in: wholly sensitive, or no more than `depth` levels up. */
function holderOf({ path, windows }: HostPath, depth: number): string | undefined {
  const throughout = windows ? [...THROUGHOUT, ...THROUGHOUT_WINDOWS] : THROUGHOUT;
  const holders = isHarmless(path) ? [] : throughout;
  return (
    holders.find((folder) => isWithin(path, folder)) ??
    FOLDERS.find((folder) => isWithin(path, folder) && depthBelow(path, folder) <= depth)
  );
}

/** Why the path counts however it is mounted, and whether or not it is. */
function reasonToRead(volume: HostPath, depth: number): string | undefined {
  const own = reasonOf(volume);
  if (own !== undefined) return own;
  const held = foldersFor(volume).find((folder) => isWithin(folder, volume.path));
  if (held !== undefined) return `it holds ${held}`;
  const holder = holderOf(volume, depth);
  return holder && `it lies in ${holder}`;
}

/** A folder of the list that the path is, holds or lies in. */
function touched({ path }: HostPath, folders: readonly string[]): string | undefined {
  return folders.find((folder) => isWithin(path, folder) || isWithin(folder, path));
}

/** Why the path counts if it is mounted writable. What only disturbs the node at first is less bad. */
function reasonToWrite(volume: HostPath): BadPath | undefined {
  const program = touched(volume, RUN_BY_ROOT);
  if (program !== undefined) return { reason: `it is mounted writable, and root runs what is in ${program}` };
  const kernel = touched(volume, KERNEL);
  return kernel === undefined
    ? undefined
    : { reason: `it is mounted writable, and ${kernel} is an interface to the kernel`, severity: 'medium' };
}

function judgePath(pod: PodTemplate, volume: HostPath, depth: number): BadPath | undefined {
  const reason = reasonToRead(volume, depth);
  if (reason !== undefined) return { reason };
  const settings = touched(volume, SETTINGS);
  if (settings !== undefined) {
    const said = { reason: `in ${settings} are settings of what root runs, and often credentials` };
    return isMountedWritable(pod, volume) ? said : { ...said, severity: 'medium' };
  }
  const ifWritable = reasonToWrite(volume);
  return ifWritable !== undefined && isMountedWritable(pod, volume) ? ifWritable : undefined;
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'host-path-sensitive',
    topic: 'pod-isolation',
    title: 'Pod mounts a sensitive path of the node',
    severity: 'high',
    why: 'System folders of the node hold credentials, programs and interfaces to the kernel: reading or writing them is a way to the node.',
    remedy: 'Mount the one file that is needed, or get the data in another way.',
    practices: ['P5', 'P7'],
    ids: {
      trivy: ['KSV-0121'],
      kubeLinter: ['sensitive-host-mounts'],
      kubesec: ['ProcMount'],
    },
    rules: {
      sensitive: { verdict: 'fail', text: 'volume {item} mounts {value} of the node: {reason}' },
      none: { verdict: 'pass', text: 'no volume is a sensitive path of the node' },
    },
    options: {
      depth: {
        type: 'integer',
        default: 0,
        doc: 'How many levels below a sensitive folder count too: with 1, /etc/ssl does, with 2, /etc/ssl/private.',
      },
    },
    fixable: false,
  },
  judge: (pod, { options }) =>
    judgeHostPaths(pod, {
      rule: 'sensitive',
      passRule: 'none',
      judge: (volume) => judgePath(pod, volume, options.depth),
    }),
});
