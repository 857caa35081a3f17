import type { Gap } from '../../model/cluster/index.ts';
import type { Decision, Holder } from '../../model/facts/index.ts';
import { accountOf, formatAttributes, type RequestAttributes, type UserInfo } from '../../model/kube/index.ts';
import { clean, wrapText } from '../text/index.ts';
import { type DescribedChain, describeGaps, showLink, showRule } from './describe.ts';

/** Subjects that may do something, each with its chains made ready. */
export interface ShownHolder {
  readonly subject: string;
  readonly chains: readonly DescribedChain[];
}

/** What stands in the way of a request, in words. */
export interface ShownMiss {
  readonly what: string;
  readonly reasons: readonly string[];
}

function* wrapped(text: string, width: number, lead: string, indent = lead): Iterable<string> {
  for (const [i, line] of wrapText(clean(text), Math.max(20, width - indent.length)).entries())
    yield `${i === 0 ? lead : indent}${line}\n`;
}

/** One chain in a few lines: the binding, the role, the rule, each with its place. */
export function* showChain(chain: DescribedChain, width: number, indent: string): Iterable<string> {
  const { namespace, binding, role, from } = chain;
  yield* wrapped(
    `${showLink(binding)} gives it ${namespace === undefined ? 'everywhere' : `in ${namespace}`}`,
    width,
    indent,
    `${indent}  `,
  );
  yield* wrapped(
    `${showLink(role)}${from === undefined ? '' : `, aggregated from ${showLink(from)}`}: ${showRule(chain.rule)}`,
    width,
    indent,
    `${indent}  `,
  );
}

/** What was not seen, below a line that says what that means; nothing where all was. */
export function* showGaps(gaps: readonly Gap[], width: number, what: string): Iterable<string> {
  if (gaps.length === 0) return;
  yield* wrapped(what, width, '');
  for (const line of describeGaps(gaps)) yield* wrapped(line, width, '  ', '    ');
}

const MASTERS =
  'Members of system:masters may do everything, whatever roles and bindings say; no object names them (client certificates do).';

/** What `who-can` prints. */
export function* renderWhoCan(
  attributes: RequestAttributes,
  holders: readonly ShownHolder[],
  gaps: readonly Gap[],
  width: number,
): Iterable<string> {
  yield* wrapped(
    `Who can ${formatAttributes(attributes)}: ${holders.length === 0 ? 'nobody that roles and bindings name' : `${holders.length} subject${holders.length === 1 ? '' : 's'}`}`,
    width,
    '',
  );
  yield '\n';
  for (const { subject, chains } of holders) {
    yield* wrapped(subject, width, '  ');
    for (const chain of chains) yield* showChain(chain, width, '      ');
  }
  if (holders.length > 0) yield '\n';
  yield* wrapped(MASTERS, width, '');
  yield* showGaps(gaps, width, 'There may be more, since not all was seen:');
}

/** A user as people call it. */
export function showUser({ name, groups }: UserInfo): string {
  if (name === '') return `Group ${groups[0] ?? ''}`;
  const account = accountOf(name);
  return account === undefined ? `User ${name}` : `ServiceAccount ${account.namespace}/${account.name}`;
}

/** What `why` was asked. */
export interface WhyAsked {
  readonly user: UserInfo;
  readonly attributes: RequestAttributes;
}

/** What a real request would get beyond what authorizers say of it. */
export interface RealAnswer {
  readonly decision: Decision['decision'];
  /** Why a request that is authorized is refused all the same. */
  readonly reason?: string;
  /** What the answer depends on, where the request does not say enough. */
  readonly provided: readonly string[];
}

/** What `why` answers. */
export interface WhyAnswer {
  readonly decision: Decision;
  readonly real: RealAnswer;
  readonly chains: readonly DescribedChain[];
  readonly misses: readonly ShownMiss[];
  /** Sentences on what else may allow it. */
  readonly others: readonly string[];
}

function* showAllowed({ decision, chains }: WhyAnswer, width: number): Iterable<string> {
  if (decision.decision !== 'allowed') return;
  if (decision.because.by === 'masters') yield* wrapped(MASTERS, width, '  ');
  if (decision.because.by === 'node') yield* wrapped(decision.because.reason, width, '  ');
  for (const chain of chains) {
    yield* wrapped(chain.subject, width, '  ');
    yield* showChain(chain, width, '      ');
  }
}

function* showRefused({ decision, misses, others }: WhyAnswer, width: number): Iterable<string> {
  if (misses.length > 0) yield* wrapped('What comes nearest:', width, '');
  for (const { what, reasons } of misses) {
    yield* wrapped(what, width, '  ', '    ');
    for (const reason of reasons) yield* wrapped(`but ${reason}`, width, '      ', '        ');
  }
  if (decision.decision === 'unknown')
    yield* showGaps(decision.gaps, width, 'Something may allow it that was not seen:');
  for (const other of others) yield* wrapped(other, width, '');
}

/** What `why` prints: the chains that allow it, or what comes nearest. */
export function* renderWhy({ user, attributes }: WhyAsked, answer: WhyAnswer, width: number): Iterable<string> {
  const may = { allowed: 'can', denied: 'cannot', unknown: 'cannot, as far as was seen,' };
  const { decision, reason, provided } = answer.real;
  yield* wrapped(`${showUser(user)} ${may[decision]} ${formatAttributes(attributes)}`, width, '');
  yield* wrapped(`with the groups ${user.groups.join(', ')}`, width, '  ');
  yield '\n';
  if (reason !== undefined && answer.decision.decision === 'allowed')
    yield* wrapped(`Authorizers allow it, and a review says so, but the request is refused: ${reason}`, width, '  ');
  for (const condition of provided) yield* wrapped(`provided ${condition}`, width, '  ', '    ');
  if (provided.length > 0) yield '\n';
  yield* answer.decision.decision === 'allowed' ? showAllowed(answer, width) : showRefused(answer, width);
}

/** Holders in one order: who may everywhere first, then by namespaces, then by name. */
export function orderHolders(holders: readonly Holder[]): readonly Holder[] {
  const key = ({ subject, chains }: Holder): string => {
    const isEverywhere = chains.some(({ grant }) => grant.scope === '');
    return `${isEverywhere ? 0 : 1}|${subject.kind}|${subject.namespace}|${subject.name}`;
  };
  return holders.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}
