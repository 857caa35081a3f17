import { templateCheck } from '../../../contract.ts';
import { type HostPath, judgeHostPaths, removeVolume } from '../../../families/host-path.ts';

/** Sockets of container runtimes, with `/var/run` read as `/run`; `*` stands for one folder of any name. */
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
].map((socket) => socket.split('/'));

/** Whether a path, taken apart, is the socket or a folder that holds it. */
function leadsTo(steps: readonly string[], socket: readonly string[]): boolean {
  return steps.length <= socket.length && steps.every((step, i) => step === socket[i] || socket[i] === '*');
}

function reasonFor({ path }: HostPath): string | undefined {
  const steps = path === '/' ? [''] : path.split('/');
  const socket = SOCKETS.find((one) => leadsTo(steps, one));
  if (socket === undefined) return undefined;
  return socket.length === steps.length ? 'the socket of the container runtime' : `it holds ${socket.join('/')}`;
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
      reasonFor,
      fix: (volume) => ({
        class: 'may-break',
        title: 'take the volume and its mounts away',
        ops: removeVolume(pod, volume),
        breaksIf: 'the process talks to the container runtime, or uses other files of the folder',
      }),
    }),
});
