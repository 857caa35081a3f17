import type { Container } from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';
import { perContainer } from '../invalid.ts';

/**
 * Judges each container, where a judgement without `container` is about a field of the pod that decides for those who inherit it: one cause, so it is
 * kept once for each rule, however many containers say it.
 */
export function* perContainerOrPod(
  containers: readonly Container[],
  judge: (container: Container) => Iterable<Judgement>,
): Iterable<Judgement> {
  const saidOfPod = new Set<string>();
  for (const judgement of perContainer(containers, judge)) {
    if (judgement.container === undefined) {
      if (saidOfPod.has(judgement.rule)) continue;
      saidOfPod.add(judgement.rule);
    }
    yield judgement;
  }
}
