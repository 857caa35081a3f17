import { type ImageReference, parseImageReference } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeImages, type NamedImage, noReference } from '../../../families/image.ts';

function isExempt({ registry, repository }: ImageReference, exempt: readonly string[]): boolean {
  const name = `${registry}/${repository}`;
  return exempt.some((one) => (one.endsWith('*') ? name.startsWith(one.slice(0, -1)) : name === one));
}

function judgeImage(named: NamedImage, exempt: readonly string[]): Judgement {
  const { written, at } = named;
  const image = parseImageReference(written);
  if (image === undefined && !written.includes('@')) return { rule: 'tag-only', ...at, gaps: noReference(named) };
  if (image !== undefined && isExempt(image, exempt)) return { rule: 'exempt', ...at };
  if (image?.digest !== undefined) return { rule: 'pinned', ...at };
  const question = `Which digest does ${written} have in the registry?`;
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
      'tag-only': { verdict: 'fail', text: 'the image of {holder} has no digest' },
      malformed: { verdict: 'fail', text: 'the image of {holder} has a digest that no runtime takes' },
      pinned: { verdict: 'pass', text: 'the image of {holder} is pinned by digest' },
      exempt: { verdict: 'not-applicable', text: 'the repository of {holder} is exempt' },
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
  judge: (pod, { options }) => judgeImages(pod, (image) => judgeImage(image, options.exempt)),
});
