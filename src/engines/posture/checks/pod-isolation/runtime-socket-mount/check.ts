import { templateCheck } from '../../../contract.ts';
import {
  type BadPath,
  type HostPath,
  judgeHostPaths,
  removeVolume,
  runtimeSocketAt,
} from '../../../families/host-path.ts';

function judgePath(volume: HostPath): BadPath | undefined {
  const found = runtimeSocketAt(volume);
  return found && { reason: found.itself ? 'the socket of the container runtime' : `it holds ${found.socket}` };
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'runtime-socket-mount',
    topic: 'pod-isolation',
    title: 'Pod mounts the socket of the container runtime',
    severity: 'high',
    why: 'Whoever talks to the runtime starts a privileged container on the node: the socket is root on the node.',
    remedy:
      'Build images without the socket of the node, for example with a rootless builder, and ask the Kubernetes API instead of the runtime.',
    practices: ['P5', 'P7'],
    ids: {
      kubescape: ['C-0074'],
      trivy: ['KSV-0006'],
      kubeLinter: ['docker-sock'],
      checkov: ['CKV_K8S_27'],
      kubesec: ['DockerSock'],
      kyverno: ['disallow-cri-sock-mount'],
    },
    rules: {
      socket: { verdict: 'fail', text: 'volume {item} mounts {value} of the node: {reason}' },
      none: { verdict: 'pass', text: 'no volume reaches the socket of the container runtime' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod) =>
    judgeHostPaths(pod, {
      rule: 'socket',
      passRule: 'none',
      judge: judgePath,
      fix: (volume) => ({
        class: 'may-break',
        title: 'take the volume and its mounts away',
        ops: removeVolume(pod, volume),
        breaksIf: 'the process talks to the container runtime, or uses other files of the folder',
      }),
    }),
});
