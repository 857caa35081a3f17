import type { Check } from '../../src/engines/posture/contract.ts';
import { createFixProver } from '../../src/engines/posture/fix-proof.ts';
import type { VerdictSource } from '../../src/engines/posture/verdicts.ts';
import { applyOps, type PathOp, prefixOps, splitApiVersion } from '../../src/model/cluster/index.ts';
import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../src/model/json.ts';
import { apiVersionStatus, checkFields } from '../../src/model/kube/index.ts';
import type { FixPlan } from '../../src/model/verdicts/index.ts';
import type { CaseRun, CheckCase } from './check-cases.ts';
import { objectOf } from './objects.ts';

const CLASSES: ReadonlySet<string> = new Set(['safe', 'may-break', 'needs-value']);

/** What the API server's validation refuses beyond types: settings of one container that contradict each other. */
function contradictions(value: Json | undefined): readonly string[] {
  if (isList(value)) return value.flatMap(contradictions);
  if (!isObject(value)) return [];
  const inner = Object.values(value).flatMap(contradictions);
  if (value['allowPrivilegeEscalation'] !== false) return inner;
  const capabilities = value['capabilities'];
  const added = isObject(capabilities) && isList(capabilities['add']) ? capabilities['add'] : [];
  if (value['privileged'] === true) return [...inner, 'allowPrivilegeEscalation: false beside privileged: true'];
  return added.includes('CAP_SYS_ADMIN') ? [...inner, 'allowPrivilegeEscalation: false beside CAP_SYS_ADMIN'] : inner;
}

/** Empty mappings and lists that a removal left behind. */
function shells(data: JsonObject, ops: readonly PathOp[]): readonly string[] {
  return ops.flatMap(({ op, path }) => {
    const parent = op === 'remove' && path.length > 1 ? valueAt(data, path.slice(0, -1)) : undefined;
    const isEmpty = isList(parent) ? parent.length === 0 : isObject(parent) && Object.keys(parent).length === 0;
    return isEmpty ? [`an empty ${path.slice(0, -1).join('.')} is left behind`] : [];
  });
}

function addedProblems(added: readonly JsonObject[], minor: number): readonly string[] {
  return added.flatMap((data) => {
    const id = { ...splitApiVersion(textOf(data['apiVersion'])), kind: textOf(data['kind']) };
    const { state } = apiVersionStatus(id, minor);
    const found = checkFields(id, data, minor);
    const wrong = [...(found?.invalid ?? []), ...(found?.dropped ?? [])].map(({ message }) => message);
    return state === 'served' ? wrong : [`the added ${id.kind} is of an API that is ${state}`, ...wrong];
  });
}

function formProblems(plan: FixPlan): readonly string[] {
  if (!CLASSES.has(plan.class)) return [`no class of fixes: ${plan.class}`];
  if (plan.title === '' || plan.title.endsWith('.')) return ['a fix has a title without a full stop'];
  if (plan.class === 'may-break' && (plan.breaksIf ?? '') === '')
    return ['a fix that may break must say what would settle it'];
  if (plan.class !== 'needs-value') return [];
  return (plan.question ?? '') === '' || plan.ops.length > 0 ? ['needs-value is a question without edits'] : [];
}

function resultProblems(plan: FixPlan, source: VerdictSource, minor: number): readonly string[] {
  const { object, root } = source.verdict;
  const ops = prefixOps(plan.ops, root);
  const fixed = applyOps(object.data, ops);
  const wrong = object.invalid.length > 0 ? [] : (checkFields(object.ref, fixed, minor)?.invalid ?? []);
  const before = contradictions(object.data).length;
  const after = contradictions(fixed);
  return [
    ...wrong.map((problem) => `the API server would reject the fixed object: ${problem.message}`),
    ...(after.length > before ? after : []),
    ...shells(fixed, ops),
    ...addedProblems(plan.added ?? [], minor),
  ];
}

/** What is wrong with the fixes of a case's failing verdicts; empty when each is there, well formed, proven, and leaves an object that the server takes. */
export function fixProblems(check: Check, testCase: CheckCase, { run, verdicts }: CaseRun): readonly string[] {
  const prover = createFixProver(run, (data) => objectOf(data, testCase.kubernetes));
  return verdicts.flatMap((source) => {
    const plan = source.verdict.judgement.fix;
    if (source.verdict.verdict !== 'fail') return [];
    if (plan === undefined) {
      return check.meta.fixable && testCase.noFix === undefined
        ? ['a failing judgement has no fix, and the case gives no reason (noFix)']
        : [];
    }
    if (!check.meta.fixable) return ['the catalogue promises no fix, yet there is one: set fixable'];
    const form = formProblems(plan);
    if (form.length > 0 || plan.class === 'needs-value') return form;
    const proof = prover.prove(source);
    if (!proof.proven) return [`the fix of ${source.verdict.judgement.rule} is not proven: ${proof.reason}`];
    return resultProblems(plan, source, testCase.kubernetes);
  });
}
