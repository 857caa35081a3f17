import { compareText, type Gap } from '../../model/cluster/index.ts';
import type { Grant } from '../../model/facts/index.ts';
import type { PolicyRule } from '../../model/kube/index.ts';
import { clean, wrapText } from '../text/index.ts';
import { describeBinding, type Link, showLink } from './describe.ts';
import { showGaps } from './render.ts';
import type { FindPlace } from '../findings/index.ts';

/** What a user may do by one binding. */
export interface HeldRole {
  /** Absent for everywhere. */
  readonly namespace?: string;
  readonly by: string;
  readonly binding: Link;
  /** Absent where the role does not exist, or was not seen. */
  readonly role?: string;
  /** Whether the role may be there all the same: then it is not known what the binding gives. */
  readonly unseen: boolean;
  readonly rules: readonly PolicyRule[];
}

/** Everything that a user holds, cluster-wide first, then by namespace. */
export function describeGrants(
  grants: readonly Grant[],
  findPlace: FindPlace,
  isSeen: (grant: Grant) => boolean,
): readonly HeldRole[] {
  return grants
    .toSorted((a, b) => compareText(a.scope, b.scope) || compareText(a.binding.ref.name, b.binding.ref.name))
    .map((grant) => ({
      ...(grant.scope === '' ? {} : { namespace: grant.scope }),
      by: `${grant.subject.kind} ${grant.subject.kind === 'ServiceAccount' ? `${grant.subject.namespace}/` : ''}${grant.subject.name}`,
      binding: describeBinding(grant, findPlace),
      ...(grant.role === undefined ? {} : { role: `${grant.role.object.ref.kind} ${grant.role.object.ref.name}` }),
      unseen: grant.role === undefined && !isSeen(grant),
      rules: grant.role?.rules ?? [],
    }));
}

function ruleLine({ verbs, apiGroups, resources, resourceNames, nonResourceURLs }: PolicyRule): string {
  if (nonResourceURLs.length > 0) return `${verbs.join(',')} ${nonResourceURLs.join(' ')}`;
  const named = resourceNames.length > 0 ? ` named ${resourceNames.join(', ')}` : '';
  const groups = apiGroups.map((group) => (group === '' ? 'core' : group)).join(',');
  return `${verbs.join(',')} ${resources.join(' ')} (${groups})${named}`;
}

/** What `can` prints: scope by scope, binding by binding, the rules that hold. */
export function* renderCan(
  who: string,
  held: readonly HeldRole[],
  gaps: readonly Gap[],
  width: number,
): Iterable<string> {
  const line = function* (text: string, indent: string): Iterable<string> {
    for (const [i, part] of wrapText(clean(text), Math.max(20, width - indent.length - 2)).entries())
      yield `${indent}${i === 0 ? '' : '  '}${part}\n`;
  };
  yield* line(held.length === 0 ? `No binding that was seen names ${who} or its groups.` : `What ${who} can do:`, '');
  let scope: string | undefined;
  for (const { namespace = '', by, binding, role, unseen, rules } of held) {
    if (scope !== namespace) yield* ['\n', ...line(namespace === '' ? 'everywhere' : `in ${namespace}`, '')];
    scope = namespace;
    const missing = unseen ? 'a role that was not seen: not known' : 'a role that does not exist: nothing';
    yield* line(`${showLink(binding)} → ${role ?? missing}, as ${by}`, '  ');
    for (const rule of rules) yield* line(ruleLine(rule), '      ');
  }
  if (gaps.length > 0) yield '\n';
  yield* showGaps(gaps, width, 'It may hold more, since not all was seen:');
}
