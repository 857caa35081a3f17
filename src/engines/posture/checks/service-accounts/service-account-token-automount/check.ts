import type { ServiceAccountUse } from '../../../../../model/facts/index.ts';
import { isAutomountSeen } from '../../../../../model/kube/index.ts';
import { workloadCheck } from '../../../contract.ts';

const PATH = ['spec', 'automountServiceAccountToken'];

const RULES: Readonly<Record<ServiceAccountUse['decidedBy'], string>> = {
  pod: 'by-pod',
  'service-account': 'by-account',
  default: 'by-default',
};

/** See doc.md. */
export const check = workloadCheck({
  scope: 'workload',
  reads: { kinds: [], facts: ['service-account-use'] },
  meta: {
    id: 'service-account-token-automount',
    topic: 'service-accounts',
    title: 'Pod gets a token for the Kubernetes API',
    severity: 'medium',
    why: 'Whoever takes over the process takes the token and talks to the API server with the rights of its account.',
    remedy: 'Set `automountServiceAccountToken: false` for pods that do not call the API.',
    practices: ['P10'],
    ids: {
      kubescape: ['C-0034', 'C-0190'],
      trivy: ['KSV-0036'],
      polaris: ['automountServiceAccountToken'],
      checkov: ['CKV_K8S_38'],
      kubesec: ['AutomountServiceAccountToken'],
      kyverno: ['restrict-automount-sa-token'],
    },
    rules: {
      'by-pod': { verdict: 'fail', text: 'the pod asks for the token of ServiceAccount {account}' },
      'by-account': { verdict: 'fail', text: 'ServiceAccount {account} hands its token to the pod' },
      'by-default': {
        verdict: 'fail',
        text: 'the token of ServiceAccount {account} is mounted, since neither pod nor account says no',
      },
      covered: {
        verdict: 'pass',
        text: 'no container sees the token that the pod gets by default: each mounts something else there',
      },
      off: { verdict: 'pass', text: 'the pod gets no token by default' },
    },
    options: {},
    fixable: true,
  },
  *judge(workload, view) {
    const use = view.fact('service-account-use', workload);
    const at = { path: PATH, ...(use.decidedBy === 'pod' ? { value: use.automount } : {}) };
    if (!use.automount) {
      yield { rule: 'off', ...at };
      return;
    }
    if (workload.template.containers.length > 0 && !isAutomountSeen(workload.template)) {
      yield { rule: 'covered', ...at };
      return;
    }
    yield {
      rule: RULES[use.decidedBy],
      ...at,
      words: { account: use.name },
      // Without the account, the API's default decides.
      assumes: use.account.gaps,
      fix: {
        class: 'may-break',
        title: 'mount no token',
        ops: [{ op: 'set', path: PATH, value: false }],
        breaksIf: 'the process calls the Kubernetes API',
      },
    };
  },
});
