import {
  type Container,
  InvalidFieldError,
  type ImageReference,
  parseImageReference,
  stringAt,
} from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

function isExempt({ registry, repository }: ImageReference, exempt: readonly string[]): boolean {
  const name = `${registry}/${repository}`;
  return exempt.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one));
}

function judgeContainer(container: Container, exempt: readonly string[]): Judgement {
  const value = stringAt(container.data, 'image') ?? '';
  const image = parseImageReference(value);
  const at = { container: container.name, path: [...container.path, 'image'], value };
  if (image === undefined && !value.includes('@')) throw new InvalidFieldError('image', 'an image reference');
  if (image !== undefined && isExempt(image, exempt)) return { rule: 'exempt', ...at };
  if (image?.digest !== undefined) return { rule: 'pinned', ...at };
  const question = `Which digest does ${value} have in the registry?`;
  const fix = { class: 'needs-value', title: 'pin the image', ops: [], question } as const;
  return { rule: image === undefined ? 'malformed' : 'tag-only', ...at, fix };
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'image-not-pinned',
    topic: 'images',
    title: 'Image is not pinned by digest',
    severity: 'low',
    why: 'A tag can be moved: whoever may push to the registry changes what runs.',
    remedy: 'Name the image by its digest.',
    practices: ['P4'],
    ids: {
      kubescape: ['C-0306'],
      checkov: ['CKV_K8S_43'],
      kyverno: ['require-image-checksum'],
    },
    rules: {
      'tag-only': { verdict: 'fail', text: 'the image of container {container} has no digest' },
      malformed: { verdict: 'fail', text: 'the image of container {container} has a digest that no runtime takes' },
      pinned: { verdict: 'pass', text: 'the image of container {container} is pinned by digest' },
      exempt: { verdict: 'not-applicable', text: 'the repository of container {container} is exempt' },
    },
    options: {
      exempt: {
        type: 'strings',
        default: [],
        doc: 'Repositories that need no digest, as registry/repository; a * at the end stands for the rest.',
      },
    },
    fixable: true,
  },
  judge: (pod, { options }) => perContainer(pod.containers, (container) => [judgeContainer(container, options.exempt)]),
});
