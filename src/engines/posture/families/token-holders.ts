import type { Gap } from '../../../model/cluster/index.ts';
import type { View, Workload } from '../../../model/facts/index.ts';
import type { JsonObject } from '../../../model/json.ts';
import {
  doubtfulAudience,
  hasApiToken,
  type SecretUse,
  secretsWithToken,
  stringAt,
  stringMapAt,
  objectAt,
  TOKEN_SECRET_ACCOUNT,
  TOKEN_SECRET_TYPE,
} from '../../../model/kube/index.ts';
import type { Judgement } from '../../../model/verdicts/index.ts';

type Place = Pick<Judgement, 'item' | 'path' | 'value'>;

/** An account whose token a container of a pod has. */
export interface TokenHolder {
  /** Its name, in the namespace of the pod. */
  readonly account: string;
  /** How a container has it, as a clause without its subject. */
  readonly how: string;
  readonly at: Place;
  /** What was not seen, where a default decided that the token is there. */
  readonly assumes: readonly Gap[];
  /** Why it is not known whether the token is one for the API server; empty where it is. */
  readonly doubts: readonly Gap[];
}

/** The accounts whose tokens the containers of a pod have. */
export interface TokenHolders {
  /** Where the pod's own account is named. */
  readonly own: Place;
  readonly holders: readonly TokenHolder[];
  /** Secrets that were not seen and are used as those with tokens are. */
  readonly unseen: readonly Gap[];
}

/** The gap that a token for another address leaves: whether the API server takes it is told by a flag of it, and by no object. */
export function audienceDoubt({ template }: Workload): readonly Gap[] {
  const audience = doubtfulAudience(template);
  if (audience === undefined) return [];
  const reason = `only the API server's settings say whether it takes tokens for ${audience}`;
  return [{ gk: 'flag', namespace: '', name: '--api-audiences', state: 'unreadable', reason }];
}

/** The field that names the account of a pod: the old one where only that does. */
export function accountField(spec: JsonObject): 'serviceAccount' | 'serviceAccountName' {
  const isOld = (stringAt(spec, 'serviceAccountName') ?? '') === '' && (stringAt(spec, 'serviceAccount') ?? '') !== '';
  return isOld ? 'serviceAccount' : 'serviceAccountName';
}

function ownHolder(workload: Workload, view: View): { readonly own: Place; readonly holders: readonly TokenHolder[] } {
  const { name, namedBy, automount, account } = view.fact('service-account-use', workload);
  const path = ['spec', accountField(workload.template.spec)];
  const own = { path, ...(namedBy === 'pod' ? { value: name } : {}) };
  const holder = { account: name, how: 'is mounted', at: own, assumes: account.gaps };
  if (hasApiToken(workload.template, automount)) return { own, holders: [{ ...holder, doubts: [] }] };
  const doubts = audienceDoubt(workload);
  return { own, holders: doubts.length === 0 ? [] : [{ ...holder, doubts }] };
}

/** The account whose token a Secret holds; the gap where the Secret was not seen but is used as one that does. */
function readSecret(
  { name, path, isLikely }: SecretUse,
  workload: Workload,
  view: View,
): { readonly holder?: TokenHolder; readonly gaps?: readonly Gap[] } {
  const { items, gaps } = view.get('Secret', workload.object.ref.namespace, name);
  const secret = items[0];
  // Most Secrets are not in the files, and hold no tokens of accounts: those that are used in no such way are taken for others.
  if (secret === undefined) return isLikely ? { gaps } : {};
  if (stringAt(secret.data, 'type') !== TOKEN_SECRET_TYPE) return {};
  const account = stringMapAt(objectAt(secret.data, 'metadata'), 'annotations')[TOKEN_SECRET_ACCOUNT] ?? '';
  // The API server refuses such a Secret without an account.
  if (account === '') return {};
  const at = { item: `Secret ${name}`, path, value: name };
  return { holder: { account, how: 'stands in a Secret that a container gets', at, assumes: [], doubts: [] } };
}

/** The accounts whose tokens a container of a pod has: its own, mounted by itself or projected, and those of Secrets, each once. Throws InvalidFieldError. */
export function tokensOf(workload: Workload, view: View): TokenHolders {
  const { own, holders } = ownHolder(workload, view);
  const found = new Map(holders.map((holder) => [holder.account, holder]));
  const unseen: Gap[] = [];
  for (const use of secretsWithToken(workload.template)) {
    const { holder, gaps = [] } = readSecret(use, workload, view);
    unseen.push(...gaps);
    // A token that is certain counts for more than one that is in doubt.
    if (holder !== undefined && (found.get(holder.account)?.doubts.length ?? 1) > 0) found.set(holder.account, holder);
  }
  return { own, holders: [...found.values()], unseen };
}
