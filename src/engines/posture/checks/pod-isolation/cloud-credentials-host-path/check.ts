import { templateCheck } from '../../../contract.ts';
import { type BadPath, type HostPath, isWithin, judgeHostPaths } from '../../../families/host-path.ts';

/** Folders that the command lines of clouds keep credentials in, below any home. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['.aws', 'credentials of the AWS command line'],
  ['.azure', 'credentials of the Azure command line'],
  ['gcloud', 'credentials of the Google Cloud command line'],
]);

/** Files that cloud integrations of Kubernetes read their credentials from. */
const FILES = ['/etc/kubernetes/azure.json', '/etc/kubernetes/cloud-config', '/etc/kubernetes/cloud.conf'];
/** The same on Windows nodes of Azure. */
const FILES_WINDOWS = ['/k/azure.json', ...FILES];

/** `/root`, `/home`, a home in it, or the folder `.config` of a home, where the command line of Google Cloud keeps its own. */
const HOME = /^\/(?:home|(?:root|home\/[^/]+)(?:\/\.config)?)$/;
/** The same on Windows, where it keeps them in the folder of the person's settings. */
const HOME_WINDOWS = /^\/users(?:\/[^/]+(?:\/appdata(?:\/roaming)?)?)?$/;

/** What is mounted with a folder that holds such a place. */
function holdsCredentials({ path, windows }: HostPath): string | undefined {
  const file = (windows ? FILES_WINDOWS : FILES).find((one) => isWithin(one, path));
  if (file !== undefined) return `it holds ${file}, where there is one`;
  return (windows ? HOME_WINDOWS : HOME).test(path)
    ? 'command lines of clouds keep their credentials in it'
    : undefined;
}

function reasonFor(volume: HostPath): string | undefined {
  const { path, windows } = volume;
  if ((windows ? FILES_WINDOWS : FILES).includes(path)) return 'credentials of the cloud integration';
  const reasons = path.split('/').map((step) => FOLDERS.get(step));
  return reasons.find((reason) => reason !== undefined) ?? holdsCredentials(volume);
}

function judgePath(volume: HostPath): BadPath | undefined {
  const reason = reasonFor(volume);
  return reason === undefined ? undefined : { reason };
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'cloud-credentials-host-path',
    topic: 'pod-isolation',
    title: 'Pod mounts the cloud credentials of the node',
    severity: 'medium',
    why: 'The credentials of the node, or of a person who works on it, let a container act in the cloud account.',
    remedy: 'Give the workload an identity of its own (workload identity, IRSA, pod identity).',
    practices: ['P5', 'P10'],
    ids: {
      kubescape: ['C-0020'],
    },
    rules: {
      credentials: { verdict: 'fail', text: 'volume {item} mounts {value} of the node: {reason}' },
      none: { verdict: 'pass', text: 'no volume reaches cloud credentials of the node' },
    },
    options: {},
    fixable: false,
  },
  judge: (pod) => judgeHostPaths(pod, { rule: 'credentials', passRule: 'none', judge: judgePath }),
});
