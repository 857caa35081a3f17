import type { KubeObject } from '../../../../../model/cluster/index.ts';
import { type ApiVersionStatus, apiVersionStatus, bumpApiVersion } from '../../../../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../../../../model/verdicts/index.ts';
import { objectCheck } from '../../../contract.ts';

const PATH = ['apiVersion'];

function rewrite(question: string): FixPlan {
  return { class: 'needs-value', title: 'write it for another API', ops: [], question };
}

/** Only the version changes, where that means the same or but for defaults; otherwise the object has to be written anew. */
function fixFor({ ref, data }: KubeObject, { replacement }: ApiVersionStatus): FixPlan {
  const { kind } = ref;
  if (replacement === undefined)
    return rewrite(`Nothing took the place of this API: what should do the work of this ${kind}?`);
  const bump = bumpApiVersion(ref, data);
  if (bump.kind === 'rewrite') return rewrite(`In ${replacement} ${bump.because}: how should this ${kind} be written?`);
  const title = `use ${replacement}`;
  const ops: FixPlan['ops'] = [{ op: 'set', path: PATH, value: replacement }];
  if (bump.kind === 'same') return { class: 'safe', title, ops };
  const breaksIf = `a default of the old version is relied on: ${bump.fields.join(', ')}`;
  return { class: 'may-break', title, ops, breaksIf };
}

function judgeOld(object: KubeObject, status: ApiVersionStatus, since: number | undefined): Judgement {
  const { replacement } = status;
  const instead = replacement === undefined ? '' : `, ${replacement} took its place`;
  const words = { kind: object.ref.kind, since: String(since), instead };
  return { rule: status.state, path: PATH, value: object.data['apiVersion'], words, fix: fixFor(object, status) };
}

/** See doc.md. */
export const check = objectCheck({
  scope: 'object',
  subjects: ['*'],
  reads: { kinds: [], facts: [] },
  meta: {
    id: 'deprecated-api-version',
    topic: 'hygiene',
    title: 'Object uses an API version that is going or gone',
    severity: 'low',
    why: 'After the upgrade that removes it the object can no longer be applied, and security policies of that kind are silently not renewed.',
    remedy: 'Use the API version that took its place.',
    practices: ['P7'],
    ids: {
      trivy: ['KSV-0107'],
      kubeLinter: ['no-extensions-v1beta'],
      kubeScore: ['stable-version'],
      kyverno: ['check-deprecated-apis'],
    },
    rules: {
      removed: { verdict: 'fail', text: '{value} {kind} is gone since Kubernetes 1.{since}{instead}' },
      deprecated: { verdict: 'fail', text: '{value} {kind} is deprecated since Kubernetes 1.{since}{instead}' },
      served: { verdict: 'pass', text: 'the API version is current' },
      'not-yet': { verdict: 'not-applicable', text: 'the API version is newer than the chosen version' },
      foreign: { verdict: 'not-applicable', text: 'the API is none that Kubernetes is known to have had' },
    },
    options: {},
    fixable: true,
  },
  *judge(object, view) {
    const status = apiVersionStatus(object.ref, view.minor);
    if (status.state === 'removed') yield { ...judgeOld(object, status, status.removedIn), severity: 'medium' };
    else if (status.state === 'deprecated') yield judgeOld(object, status, status.deprecatedIn);
    else
      yield {
        rule: status.state === 'unknown' ? 'foreign' : status.state,
        path: PATH,
        value: object.data['apiVersion'],
      };
  },
});
