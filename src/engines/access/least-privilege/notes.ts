import { formatAttributes, type RequestAttributes } from '../../../model/kube/index.ts';
import type { Need } from './types.ts';

const NO_BODY =
  'it writes roles or bindings: whether that rests on `escalate` or `bind` cannot be seen in a log, so what it holds of these today stays';

const NO_SIGNER =
  'it approves, signs or publishes for signers: for which of them cannot be seen in a log, so what it holds of `approve`, `sign` and `attest` today stays';

const BUILT_IN =
  'some of its bindings are built in: the API server makes them anew whenever it starts, so that they have to be marked (rbac.authorization.kubernetes.io/autoupdate: "false") and emptied, not deleted';

/** What the notes of a plan are about. */
export interface Noted {
  readonly needs: readonly Need[];
  readonly widened: readonly string[];
  /** What was asked for without an answer in the log. */
  readonly unsure: readonly RequestAttributes[];
  /** Of these, what nothing allows today. */
  readonly leftOut: readonly RequestAttributes[];
  /** What was allowed as the log says, and is not today. */
  readonly beyond: readonly RequestAttributes[];
  readonly isComplete: boolean;
  readonly isBuiltIn: boolean;
}

/** Requests that a note names. */
const MOST_NAMED = 3;

function noteOf(text: string, requests: readonly RequestAttributes[]): readonly string[] {
  if (requests.length === 0) return [];
  const named = requests.slice(0, MOST_NAMED).map(formatAttributes).join(', ');
  const more = requests.length > MOST_NAMED ? ` and ${requests.length - MOST_NAMED} more` : '';
  return [`${text}: ${named}${more}`];
}

/** What cannot be seen in a log, and stays as it is. */
function notesOfKept(needs: readonly Need[]): readonly string[] {
  const asks = (verbs: readonly string[]): boolean =>
    needs.some(({ attributes }) => attributes.kind === 'resource' && verbs.includes(attributes.verb));
  return [
    ...(asks(['escalate', 'bind']) ? [NO_BODY] : []),
    ...(asks(['approve', 'sign', 'attest']) ? [NO_SIGNER] : []),
  ];
}

/** What the reader of a plan has to know. */
export function notesOf({ needs, widened, unsure, leftOut, beyond, isComplete, isBuiltIn }: Noted): readonly string[] {
  return [
    ...(isBuiltIn ? [BUILT_IN] : []),
    ...notesOfKept(needs),
    ...noteOf('the log does not say whether these were allowed, so they are taken as allowed', unsure),
    ...noteOf(
      'the log does not say whether these were allowed, and nothing allows them today: they are left out',
      leftOut,
    ),
    ...noteOf('the log says that these were allowed, yet nothing that was seen allows them today', beyond),
    ...widened.map((what) => `allowed everywhere, as it is asked for in so many namespaces: ${what}`),
    ...(needs.some(({ folded }) => folded)
      ? [
          'it asked for more names (or paths) of one resource than are kept: such rules are for all names, or all paths that begin alike, as far as it holds them today',
        ]
      : []),
    ...(isComplete ? [] : ['not all roles and bindings were seen: it may hold more than what is listed']),
  ];
}
