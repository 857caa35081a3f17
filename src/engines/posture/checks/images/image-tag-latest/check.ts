import {
  type Container,
  type ImageReference,
  InvalidFieldError,
  parseImageReference,
  stringAt,
} from '../../../../../model/kube/index.ts';
import { templateCheck } from '../../../contract.ts';
import { perContainer } from '../../../invalid.ts';

/** The image as the runtime reads it. Throws InvalidFieldError for what no runtime takes, such as a placeholder that was not filled in. */
function imageOf(container: Container): { readonly written: string; readonly image: ImageReference } {
  const written = stringAt(container.data, 'image') ?? '';
  const image = parseImageReference(written);
  if (image === undefined) throw new InvalidFieldError('image', 'an image reference');
  return { written, image };
}

function ruleFor({ digest, tag }: ImageReference): string {
  if (digest !== undefined) return 'pinned';
  if (tag === undefined) return 'untagged';
  return tag === 'latest' ? 'latest' : 'tagged';
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
      untagged: { verdict: 'fail', text: 'the image of container {container} has no tag, which means latest' },
      latest: { verdict: 'fail', text: 'the image of container {container} has the tag latest' },
      tagged: { verdict: 'pass', text: 'the image of container {container} has a tag of its own' },
      pinned: { verdict: 'pass', text: 'the image of container {container} is pinned by digest' },
    },
    options: {},
    fixable: false,
  },
  judge: (pod) =>
    perContainer(pod.containers, (container) => {
      const { written, image } = imageOf(container);
      return [{ rule: ruleFor(image), container: container.name, path: [...container.path, 'image'], value: written }];
    }),
});
