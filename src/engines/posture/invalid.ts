import type { Path } from '../../model/json.ts';
import { type Container, InvalidFieldError } from '../../model/kube/index.ts';
import type { Judgement } from '../../model/verdicts/index.ts';

/** The rule of judgements that could not be made because the API server would reject the field that decides. Never in a check's own table. */
export const INVALID_RULE = 'invalid-field';

/** The judgement for a field of the wrong type at (or below) `path`. */
export function invalidJudgement(error: InvalidFieldError, container: string | undefined, path: Path): Judgement {
  return {
    rule: INVALID_RULE,
    path,
    words: { detail: error.message },
    ...(container === undefined ? {} : { container }),
  };
}

function judgeSafely(
  container: Container,
  judge: (container: Container) => Iterable<Judgement>,
  said: Judgement[],
): void {
  try {
    for (const judgement of judge(container)) said.push(judgement);
  } catch (error) {
    if (!(error instanceof InvalidFieldError)) throw error;
    said.push(invalidJudgement(error, container.name, container.path));
  }
}

/** Judges each container on its own: a field of the wrong type in one makes that one `invalid` and leaves the others judged. */
export function perContainer(
  containers: readonly Container[],
  judge: (container: Container) => Iterable<Judgement>,
): readonly Judgement[] {
  const said: Judgement[] = [];
  for (const container of containers) judgeSafely(container, judge, said);
  return said;
}
