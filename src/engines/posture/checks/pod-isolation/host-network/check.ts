import type { Path } from '../../../../../model/json.ts';
import { hostNetwork } from '../../../../../model/kube/index.ts';
import type { FixPlan } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgePodControl } from '../../../families/control.ts';
import { hostProcessPlaces } from '../../../families/host-process.ts';

function leaveHost(path: Path): FixPlan {
  return {
    class: 'may-break',
    title: 'leave the namespace of the node',
    ops: [{ op: 'remove', path }],
    breaksIf: 'the process listens on, or is reached at, an address of the node',
  };
}

/** PSS baseline control `hostNamespaces`, this one of its three fields; see doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'host-network',
    topic: 'pod-isolation',
    title: 'Pod uses the network of the node',
    severity: 'high',
    why: 'The container listens on every address of the node, reaches services that trust the node, such as the metadata service, and escapes network policies.',
    remedy: 'Remove `hostNetwork`.',
    practices: ['P5'],
    ids: {
      kubescape: ['C-0041'],
      trivy: ['KSV-0009'],
      kubeLinter: ['host-network'],
      polaris: ['hostNetworkSet'],
      checkov: ['CKV_K8S_19'],
      kubesec: ['HostNetwork'],
      kyverno: ['disallow-host-namespaces'],
      pss: ['baseline/hostNamespaces'],
    },
    rules: {
      'set-true': { verdict: 'fail', text: 'the pod sets hostNetwork: true' },
      'not-set': { verdict: 'pass', text: 'the pod does not set hostNetwork' },
    },
    options: {},
    fixable: true,
  },
  judge: (pod, { minor }) =>
    judgePodControl(pod, minor, {
      evaluate: hostNetwork,
      passRule: 'not-set',
      passPath: () => ['spec', 'hostNetwork'],
      // A process of a Windows node must be on its network: the API server refuses the pod otherwise.
      fix: ({ path }, whole) => (hostProcessPlaces(whole).length > 0 ? undefined : leaveHost(path)),
    }),
});
