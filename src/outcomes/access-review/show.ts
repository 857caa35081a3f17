import { showLink, showRule } from '../access/index.ts';
import type { AccessReviewReport, ReviewChain, ReviewHolding, ReviewSubject } from './types.ts';

/** A subject as people read it: `ServiceAccount shop/web`. */
export function showSubject({ kind, namespace, name }: Pick<ReviewSubject, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${kind === 'ServiceAccount' ? `${namespace}/` : ''}${name}`;
}

/** Where a holding holds. */
export function showScope({ namespace }: Pick<ReviewHolding, 'namespace'>): string {
  return namespace === undefined ? 'everywhere' : `in ${namespace}`;
}

/** A chain in one line: binding, role, where its rule was written if elsewhere, and the rule. */
export function showChainLine({ binding, role, from, rule }: ReviewChain): string {
  const origin = from === undefined ? '' : `, aggregated from ${showLink(from)}`;
  return `${showLink(binding)} → ${showLink(role)}${origin}: ${showRule(rule)}`;
}

/** What a right is called in a report. */
export function titleOf({ rights }: AccessReviewReport, id: string): string {
  return rights.find((right) => right.id === id)?.title ?? id;
}

/** What a sentence that says "none" ends with: roles and bindings may be there unseen. */
export function asSeen({ complete }: Pick<AccessReviewReport, 'complete'>): string {
  return complete ? '' : ', as far as was seen';
}
