import { type Path, valueAt } from '../../../../../model/json.ts';
import { boolAt, type Container, hostPorts, type PodTemplate, portsOf } from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeContainerControl } from '../../../families/control.ts';
import { perContainer } from '../../../invalid.ts';

/** Ports that the API server makes host ports when it admits a pod on the node's network. */
function filledIn(container: Container): readonly Judgement[] {
  return portsOf(container).flatMap(({ containerPort, hostPort, protocol, path }) =>
    containerPort === undefined || (hostPort ?? 0) !== 0
      ? []
      : [
          {
            rule: 'filled-in',
            container: container.name,
            item: `${containerPort}/${protocol}`,
            path: [...path, 'containerPort'],
            value: containerPort,
          },
        ],
  );
}

/** `hostIP` says on which address of the node; without a port there it says nothing. */
function closePort(path: Path, container: Container | undefined): FixPlan {
  const address = [...path.slice(0, -1), 'hostIP'];
  const isBound =
    container !== undefined && valueAt(container.data, address.slice(container.path.length)) !== undefined;
  return {
    class: 'may-break',
    title: 'close the port on the node',
    ops: [{ op: 'remove', path }, ...(isBound ? [{ op: 'remove', path: address } as const] : [])],
    breaksIf: 'someone connects to this port at the address of the node',
  };
}

function judgePorts(pod: PodTemplate, minor: number, onNode: boolean): Iterable<Judgement> {
  return judgeContainerControl(pod, minor, {
    evaluate: hostPorts,
    passRule: 'none',
    passPath: (container) => [...(container?.path ?? []), 'ports'],
    // On the node's network the port is open whatever the field says.
    fix: ({ path, container }) => (onNode ? undefined : closePort(path, container)),
  });
}

/** PSS baseline control `hostPorts`, see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'host-port',
    topic: 'pod-isolation',
    title: 'Container occupies a port of the node',
    severity: 'medium',
    why: 'The port is open on the node itself, past Services and most network policies, and the pod can be scheduled only where it is free.',
    remedy: 'Remove `hostPort` and expose the container through a Service.',
    practices: ['P5', 'P6'],
    ids: {
      kubescape: ['C-0044'],
      trivy: ['KSV-0024'],
      polaris: ['hostPortSet'],
      checkov: ['CKV_K8S_26'],
      kyverno: ['disallow-host-ports', 'disallow-host-ports-range'],
      pss: ['baseline/hostPorts'],
    },
    rules: {
      set: { verdict: 'fail', text: 'container {container} opens port {item} on the node' },
      'filled-in': {
        verdict: 'fail',
        text: 'container {container} opens port {item} on the node, since the pod uses its network',
      },
      none: { verdict: 'pass', text: 'container {container} opens no port on the node' },
      'host-network': {
        verdict: 'not-applicable',
        text: 'the pod uses the network of the node, where every port is one of the node: see host-network',
      },
    },
    options: {
      countHostNetworkPorts: {
        type: 'boolean',
        default: false,
        doc: 'Also judge pods on the network of the node, whose ports are all ports of the node. Pod Security admission does.',
      },
    },
    fixable: true,
  },
  *judge(pod, { minor, options }) {
    const onNode = boolAt(pod.spec, 'hostNetwork') === true;
    if (onNode && !options.countHostNetworkPorts) {
      yield { rule: 'host-network', path: ['spec', 'hostNetwork'], value: true };
      return;
    }
    yield* judgePorts(pod, minor, onNode);
    if (onNode) yield* perContainer(pod.containers, filledIn);
  },
});
