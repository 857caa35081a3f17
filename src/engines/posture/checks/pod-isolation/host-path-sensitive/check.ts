import { templateCheck } from '../../../contract.ts';
import { type HostPath, isWithin, judgeHostPaths } from '../../../families/host-path.ts';

/** Folders of the system; mounting one, or a folder that holds one, is a finding. `/var/run` is read as `/run`. */
const SENSITIVE = [
  '/boot',
  '/dev',
  '/etc',
  '/etc/kubernetes',
  '/etc/kubernetes/manifests',
  '/etc/kubernetes/pki',
  '/lib',
  '/proc',
  '/root',
  '/run',
  '/sys',
  '/usr',
  '/var',
  '/var/lib/docker',
  '/var/lib/etcd',
  '/var/lib/kubelet',
  '/var/log',
];

function depthBelow(path: string, folder: string): number {
  return path.slice(folder.length).split('/').length - 1;
}

function reasonFor({ path }: HostPath, depth: number): string | undefined {
  if (path === '/') return 'the whole file system of the node';
  const own = SENSITIVE.find((folder) => folder === path);
  if (own !== undefined) return 'a folder of the system';
  const held = SENSITIVE.find((folder) => isWithin(folder, path));
  if (held !== undefined) return `it holds ${held}`;
  const holder = SENSITIVE.find((folder) => isWithin(path, folder) && depthBelow(path, folder) <= depth);
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
