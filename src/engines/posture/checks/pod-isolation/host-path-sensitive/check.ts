import { templateCheck } from '../../../contract.ts';
import { type HostPath, isWithin, judgeHostPaths } from '../../../families/host-path.ts';

/** Folders of the system; mounting one, or a folder that holds one, is a finding. `/var/run` is read as `/run`. */
const SENSITIVE = [
  '/bin',
  '/boot',
  '/etc',
  '/home',
  '/lib',
  '/lib64',
  '/run',
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

/** Of these every file below counts as well: processes, disks, keys and the content of containers and volumes. */
const THROUGHOUT = [
  '/dev',
  '/etc/kubernetes',
  '/etc/rancher',
  '/proc',
  '/root',
  '/var/lib/containerd',
  '/var/lib/containers',
  '/var/lib/docker',
  '/var/lib/etcd',
  '/var/lib/kubelet',
  '/var/lib/rancher/k3s/server',
  '/var/lib/rancher/rke2/server',
  '/var/spool/cron',
];

const FOLDERS = [...SENSITIVE, ...THROUGHOUT];

/** Devices of one purpose that are neither disk nor memory nor bus of the node: those that workloads ask for by name. */
const HARMLESS_DEVICE =
  /^\/dev\/(?:null|zero|full|u?random|log|shm|hugepages|net\/tun|fuse|kvm|vhost-(?:net|vsock)|dri|infiniband|snd|nvidia[^/]*|video\d+|tty(?:USB|ACM)\d+)(?:\/|$)/;

/** Where plugins and the kubelet find each other: sockets, and no volume of another pod (those of CSI drivers lie in `plugins/kubernetes.io`). */
const PLUGIN_SOCKETS =
  /^\/var\/lib\/kubelet\/(?:device-plugins|plugins_registry|pod-resources|plugins\/(?!kubernetes\.io(?:\/|$))[^/]+)(?:\/|$)/;

/** Files and folders of /etc that make somebody root: accounts, keys, and what runs or is loaded by itself. */
const DECIDING =
  /^\/etc\/(?:g?shadow-?|passwd-?|sudoers[^/]*|(?:ana)?crontab|cron\.[^/]+|ssh|pam\.d|ld\.so\.[^/]+|systemd)(?:\/|$)/;

/** Where people keep keys, in whatever home. */
const KEYS = /\/\.(?:ssh|kube)(?:\/|$)/;

function depthBelow(path: string, folder: string): number {
  return path.slice(folder.length).split('/').length - 1;
}

function isHarmless(path: string): boolean {
  return HARMLESS_DEVICE.test(path) || PLUGIN_SOCKETS.test(path);
}

/** Why the path counts for itself; what lies in a folder of the system comes after that. */
function reasonOf(path: string): string | undefined {
  if (path === '/') return 'the whole file system of the node';
  if (FOLDERS.includes(path)) return 'a folder of the system';
  if (DECIDING.test(path)) return 'it decides who is root on the node';
  return KEYS.test(path) ? 'it holds keys of a person' : undefined;
}

function reasonFor({ path }: HostPath, depth: number): string | undefined {
  const own = reasonOf(path);
  if (own !== undefined) return own;
  const held = FOLDERS.find((folder) => isWithin(folder, path));
  if (held !== undefined) return `it holds ${held}`;
  const holders = isHarmless(path) ? [] : THROUGHOUT;
  const holder =
    holders.find((folder) => isWithin(path, folder)) ??
    FOLDERS.find((folder) => isWithin(path, folder) && depthBelow(path, folder) <= depth);
  return holder === undefined ? undefined : `it lies in ${holder}`;
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
      reasonFor: (volume) => reasonFor(volume, options.depth),
    }),
});
