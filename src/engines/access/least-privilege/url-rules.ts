import { type PolicyRule, ruleAllows } from '../../../model/kube/index.ts';
import type { Held } from './held.ts';
import type { Need } from './types.ts';

function ruleOf(verb: string, url: string): PolicyRule {
  return { verbs: [verb], apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: [url] };
}

/** The pattern of paths that were not kept each; where today's roles are known to give less than it, the URLs of theirs that it stands for. */
function patternRules(verb: string, pattern: string, held: Held): readonly PolicyRule[] {
  const wide = ruleOf(verb, pattern);
  if (held.allows('', wide)) return [wide];
  const own = held.urlsOf(verb).filter((path) => ruleAllows(wide, { kind: 'url', verb, path }));
  return own.length === 0 ? [wide] : own.map((url) => ruleOf(verb, url));
}

/** Rules for requests of paths: those that a pattern stands for are not listed beside it. */
export function urlRules(needs: readonly Need[], held: Held): readonly PolicyRule[] {
  const ofUrls = needs.flatMap(({ attributes, folded }) => (attributes.kind === 'url' ? [{ attributes, folded }] : []));
  const patterns = ofUrls
    .filter(({ folded }) => folded)
    .flatMap(({ attributes }) => patternRules(attributes.verb, attributes.path, held));
  const single = ofUrls
    .filter(({ attributes, folded }) => !folded && !patterns.some((rule) => ruleAllows(rule, attributes)))
    .map(({ attributes }) => ruleOf(attributes.verb, attributes.path));
  return [...patterns, ...single];
}
