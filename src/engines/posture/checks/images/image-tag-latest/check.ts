import { type ImageReference, parseImageReference } from '../../../../../model/kube/index.ts';
import type { Judgement } from '../../../../../model/verdicts/index.ts';
import { templateCheck } from '../../../contract.ts';
import { judgeImages, type NamedImage, noReference } from '../../../families/image.ts';

function ruleFor({ digest, tag }: ImageReference): string {
  if (digest !== undefined) return 'pinned';
  if (tag === undefined) return 'untagged';
  return tag === 'latest' ? 'latest' : 'tagged';
}

function judgeImage(named: NamedImage): Judgement {
  const image = parseImageReference(named.written);
  if (image === undefined) return { rule: 'tagged', ...named.at, gaps: noReference(named) };
  return { rule: ruleFor(image), ...named.at };
}

/** See doc.md. */
export const check = templateCheck({
  scope: 'template',
  meta: {
    id: 'image-tag-latest',
    topic: 'images',
    title: 'Image has no fixed tag',
    severity: 'medium',
    why: 'What runs tomorrow is what someone pushes tonight, and nobody can say later what ran.',
    remedy: 'Name a version, better a digest.',
    practices: ['P4'],
    ids: {
      trivy: ['KSV-0013'],
      kubeLinter: ['latest-tag'],
      polaris: ['tagNotSpecified'],
      checkov: ['CKV_K8S_14'],
      kubeScore: ['container-image-tag'],
      kyverno: ['disallow-latest-tag'],
    },
    rules: {
      untagged: { verdict: 'fail', text: 'the image of {holder} has no tag, which means latest' },
      latest: { verdict: 'fail', text: 'the image of {holder} has the tag latest' },
      tagged: { verdict: 'pass', text: 'the image of {holder} has a tag of its own' },
      pinned: { verdict: 'pass', text: 'the image of {holder} is pinned by digest' },
    },
    options: {},
    fixable: false,
  },
  judge: (pod) => judgeImages(pod, judgeImage),
});
