import { type Container, findCredential, objectsAt, stringAt } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

function judgeContainer(container: Container): readonly Judgement[] {
  const found = objectsAt(container.data, 'env').flatMap((entry, index): readonly Judgement[] => {
    const item = stringAt(entry, 'name') ?? '';
    const value = stringAt(entry, 'value') ?? '';
    const sign = findCredential(item, value);
    if (sign === undefined) return [];
    const path = [...container.path, 'env', index, 'value'];
    const words = { reason: sign.reason };
    return [{ rule: 'literal', container: container.name, item, path, value, sensitive: true, words }];
  });
  return found.length > 0 ? found : [{ rule: 'none', container: container.name, path: [...container.path, 'env'] }];
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'secret-in-env-literal',
    topic: 'secrets',
    title: 'Credential stands in the manifest',
    severity: 'high',
    why: 'Whoever can read the manifest, its history, or the pod in the API has the credential.',
    remedy: 'Put the value into a Secret and refer to it; replace the credential, it is known.',
    practices: ['P4', 'P10'],
    ids: {
      kubescape: ['C-0012', 'C-0259'],
      kubeLinter: ['env-var-secret'],
      polaris: ['sensitiveContainerEnvVar'],
    },
    rules: {
      literal: { verdict: 'fail', text: 'environment variable {item} of container {container} holds {reason}' },
      none: { verdict: 'pass', text: 'no environment variable of container {container} holds a credential' },
    },
    options: {},
    fixable: false,
  },
  judge: (pod) => perContainer(pod.containers, judgeContainer),
});
