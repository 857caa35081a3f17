import {
  applyChanges,
  applyOps,
  groupKind,
  type KubeObject,
  type ObjectMaker,
  prefixOps,
  remakeObject,
  splitApiVersion,
} from '../../model/cluster/index.ts';
import { createFacts, type FactStore, type Workload } from '../../model/facts/index.ts';
import { isObject, type JsonObject, textOf, valueAt } from '../../model/json.ts';
import { type PodTemplate, podTemplateOf } from '../../model/kube/index.ts';
import type { FixPlan, Judgement } from '../../model/verdicts/index.ts';
import { INVALID_RULE } from './invalid.ts';
import { type ActiveCheck, judgeObject, judgeTemplate, judgeWorkload, type Outcome } from './judge.ts';
import type { PostureRun } from './run.ts';
import { judgementKey, type VerdictSource } from './verdicts.ts';

/** Whether a fix does what it says: `proven`, or why it is not shown. */
export type FixProof = { readonly proven: true } | { readonly proven: false; readonly reason: string };

const PROVEN: FixProof = Object.freeze({ proven: true });

function failingKeys(active: ActiveCheck, outcome: Outcome): ReadonlySet<string> {
  const { rules } = active.check.meta;
  return new Set(
    outcome.judgements
      .filter((one) => rules[one.rule]?.verdict === 'fail' || one.rule === INVALID_RULE)
      .map(judgementKey),
  );
}

/** After the fix the finding must be gone, and the check must not find anything that it did not find before. */
function compare(
  active: ActiveCheck,
  judgement: Judgement,
  before: () => ReadonlySet<string>,
  after: Outcome,
): FixProof {
  if (after.crash !== undefined)
    return { proven: false, reason: `the check crashed on the fixed object: ${after.crash}` };
  const now = failingKeys(active, after);
  if (now.size === 0) return PROVEN;
  if (now.has(judgementKey(judgement))) return { proven: false, reason: 'the finding stays' };
  const old = before();
  for (const key of now)
    if (!old.has(key)) return { proven: false, reason: 'another finding of the same check appears' };
  return PROVEN;
}

/** What is to be proven, on what. */
interface Claim {
  readonly source: VerdictSource;
  readonly run: PostureRun;
  readonly plan: FixPlan;
  /** What failed of the check before, from what it says there. */
  readonly failedBefore: (source: VerdictSource, judge: () => Outcome) => ReadonlySet<string>;
}

/** Remembers what failed of the last check that was asked about on one subject: its findings are proven one after the other. */
function rememberLast(): Claim['failedBefore'] {
  let last: { readonly source: VerdictSource; readonly keys: ReadonlySet<string> } | undefined;
  return (source, judge) => {
    const { active, workload, verdict } = source;
    const isSame =
      last?.source.active === active &&
      last.source.workload === workload &&
      last.source.verdict.object === verdict.object;
    if (last === undefined || !isSame) last = { source, keys: failingKeys(active, judge()) };
    return last.keys;
  };
}

function proveOnTemplate({ source, run, plan, failedBefore }: Claim): FixProof {
  const { active, verdict, workload } = source;
  const { check, options } = active;
  if (check.scope !== 'template' || workload === undefined) return { proven: false, reason: 'no template to judge' };
  const { minor } = run.cluster.version;
  const { template } = workload.classOf;
  const fixed = podTemplateOf(applyOps({ metadata: template.metadata, spec: template.spec }, plan.ops));
  const judge = (one: PodTemplate): Outcome => judgeTemplate(check, one, { minor, options });
  return compare(active, verdict.judgement, () => failedBefore(source, () => judge(template)), judge(fixed));
}

function storeWith(run: PostureRun, added: readonly JsonObject[], make: ObjectMaker): FactStore {
  if (added.length === 0) return run.store;
  const { cluster } = applyChanges(run.cluster, { added, edited: [], removed: [] }, make);
  return createFacts(cluster, run.registry);
}

function judgeChanged(
  active: ActiveCheck,
  object: KubeObject,
  workload: Workload | undefined,
  store: FactStore,
): Outcome {
  const { check, options } = active;
  if (check.scope === 'object') return judgeObject(check, object, { store, options });
  if (check.scope !== 'workload' || workload === undefined) return { judgements: [], crash: 'no workload to judge' };
  const template = valueAt(object.data, workload.root);
  if (!isObject(template)) return { judgements: [], crash: 'the pod template is gone' };
  return judgeWorkload(check, { ...workload, object, template: podTemplateOf(template) }, { store, options });
}

/** Whether an object that a fix adds is there already: to apply it would be to write over somebody's. */
function overwrites({ run, plan }: Claim): boolean {
  return (plan.added ?? []).some((data) => {
    const gk = groupKind(splitApiVersion(textOf(data['apiVersion'])).group, textOf(data['kind']));
    const [namespace, name] = ['namespace', 'name'].map((field) => textOf(valueAt(data, ['metadata', field])));
    return run.cluster.get(gk, namespace ?? '', name ?? '').items.length > 0;
  });
}

function proveOnObject(claim: Claim, make: ObjectMaker): FixProof {
  const { source, run, plan, failedBefore } = claim;
  if (overwrites(claim)) return { proven: false, reason: 'an object of that name is there already' };
  const { active, verdict, workload } = source;
  const { object, root, judgement } = verdict;
  const judge = (): Outcome => judgeChanged(active, object, workload, run.store);
  const fixed = remakeObject(object, applyOps(object.data, prefixOps(plan.ops, root)), make);
  const store = storeWith(run, plan.added ?? [], make);
  return compare(active, judgement, () => failedBefore(source, judge), judgeChanged(active, fixed, workload, store));
}

/** Proves fixes of one run; judgements that many pods share are proven once. */
export interface FixProver {
  prove(source: VerdictSource): FixProof;
}

/** Fields of a pod that Knative's webhook refuses as it is installed. https://knative.dev/docs/serving/configuration/feature-flags/ */
const KNATIVE_REFUSES = new Set<unknown>([
  'securityContext',
  'hostUsers',
  'hostNetwork',
  'hostPID',
  'hostIPC',
  'shareProcessNamespace',
]);

/** The field of the pod that whoever makes the pods would not take; undefined where all is taken. */
function refusedField({ verdict: { object } }: VerdictSource, { ops }: FixPlan): string | undefined {
  if (object.ref.group !== 'serving.knative.dev') return undefined;
  const op = ops.find((one) => one.op !== 'remove' && one.path[0] === 'spec' && KNATIVE_REFUSES.has(one.path[1]));
  return op === undefined ? undefined : String(op.path[1]);
}

/** Pods with more containers get no fixes: each is proven by judging all of them again. Nobody has so many but to make a scan take hours. */
const MOST_CONTAINERS = 128;

function hasTooMany({ workload }: VerdictSource): boolean {
  return (workload?.template.containers.length ?? 0) > MOST_CONTAINERS;
}

/** Makes a prover: a fix is applied to the very object and its check judges again, before anyone is shown it. DESIGN §2, Fix. */
export function createFixProver(run: PostureRun, make: ObjectMaker): FixProver {
  const known = new WeakMap<Judgement, FixProof>();
  const failedBefore = rememberLast();
  const proveNow = (source: VerdictSource, plan: FixPlan): FixProof => {
    const claim: Claim = { source, run, plan, failedBefore };
    try {
      return source.active.check.scope === 'template' ? proveOnTemplate(claim) : proveOnObject(claim, make);
    } catch (error) {
      return { proven: false, reason: error instanceof Error ? error.message : String(error) };
    }
  };
  return {
    prove(source) {
      const { judgement } = source.verdict;
      if (judgement.fix === undefined || judgement.fix.class === 'needs-value')
        return { proven: false, reason: 'no edit to prove' };
      if (hasTooMany(source))
        return { proven: false, reason: `of a pod with more than ${MOST_CONTAINERS} containers no fix is proven` };
      const refused = refusedField(source, judgement.fix);
      if (refused !== undefined)
        return {
          proven: false,
          reason: `as it is installed, Knative refuses ${refused} of the pod as a whole`,
        };
      let proof = known.get(judgement);
      if (proof === undefined) known.set(judgement, (proof = proveNow(source, judgement.fix)));
      return proof;
    },
  };
}
