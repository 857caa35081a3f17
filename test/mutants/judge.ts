import type { Check } from '../../src/engines/posture/contract.ts';
import {
  caseObjects,
  type CheckCase,
  compareExpected,
  evidenceProblems,
  runObjects,
  sayings,
} from '../support/check-cases.ts';
import { fixProblems } from '../support/check-fixes.ts';
import { rerunsOf } from '../support/reruns.ts';
import type { KubeObject } from '../../src/model/cluster/index.ts';

/** A case with its objects read once, and the shapes in which it must be told the same. */
export interface PreparedCase {
  readonly testCase: CheckCase;
  readonly objects: readonly KubeObject[];
  readonly shapes: readonly { readonly objects: readonly KubeObject[]; readonly said: string }[];
}

/** Prepares the cases of a check. */
export function prepareCases(check: Check, cases: readonly CheckCase[]): readonly PreparedCase[] {
  return cases.map((testCase) => {
    const objects = caseObjects(testCase);
    const shapes = rerunsOf(check).flatMap((rerun) => {
      const shaped = Object.hasOwn(testCase.skip, rerun.name) ? undefined : rerun.apply(objects, testCase.kubernetes);
      if (shaped === undefined) return [];
      return [{ objects: shaped, said: sayings(runObjects(check, shaped, testCase).verdicts).join('\n') }];
    });
    return { testCase, objects, shapes };
  });
}

/** Whether a changed check is told from the real one by a case, its re-runs, or its fixes. */
export function isCaught(check: Check, { testCase, objects, shapes }: PreparedCase): boolean {
  try {
    const caseRun = runObjects(check, objects, testCase);
    const { verdicts } = caseRun;
    if (compareExpected(testCase.expect, verdicts).length > 0) return true;
    if (verdicts.some(({ verdict }) => verdict.undecided?.kind === 'crash')) return true;
    if (verdicts.some(({ verdict }) => verdict.verdict === 'fail') !== (testCase.kind === 'bad')) return true;
    if (evidenceProblems(verdicts, testCase.kubernetes).length > 0 || fixProblems(check, testCase, caseRun).length > 0)
      return true;
    return shapes.some(
      (shape) => sayings(runObjects(check, shape.objects, testCase).verdicts).join('\n') !== shape.said,
    );
  } catch {
    return true;
  }
}
