import { type JsonObject, textOf, valueAt } from '../../../model/json.ts';
import { combinedResource, type ResourceAttributes, type UserInfo } from '../../../model/kube/index.ts';
import { isOn } from './gates.ts';
import { changesOnlyOwnership, isSame, objectBefore } from './objects.ts';
import type { ApiRequest, RequestContext, RequestVerdict } from './types.ts';
import { about, anyOf, ask, NOTHING, provided } from './verdicts.ts';

const GROUP = 'certificates.k8s.io';
/** What of a status the signer alone may write. */
const SIGNED: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'certificatesigningrequests/status': [
    ['status', 'certificate'],
    ['status', 'conditions'],
  ],
  'podcertificaterequests/status': [['status']],
};
const UPDATES = ['update', 'patch'];

/** A right on a signer by its name, or on all of its domain by `domain/*`; a right on all signers where the name is not known. */
function askSigner(context: RequestContext, user: UserInfo, verb: string, signer: string): RequestVerdict {
  const named = (name: string): RequestVerdict =>
    ask(context, user, about({ verb, group: GROUP, resource: 'signers', name }), 'signer');
  if (signer === '')
    return anyOf([() => named(''), () => provided(`the user may ${verb} for the signer of the object`)]);
  const [domain = ''] = signer.split('/');
  return anyOf([() => named(signer), () => named(`${domain}/*`)]);
}

function signerOf(object: JsonObject | undefined): string {
  return textOf(valueAt(object, ['spec', 'signerName']));
}

/** Whether parts of the status are changed; undefined when it cannot be told. */
function changes(
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  parts: readonly (readonly string[])[],
): boolean | undefined {
  if (before === undefined || after === undefined) return undefined;
  return parts.some((part) => !isSame(valueAt(before, part), valueAt(after, part)));
}

function checkSigning(
  context: RequestContext,
  user: UserInfo,
  { before, after }: { readonly before: JsonObject | undefined; readonly after: JsonObject | undefined },
  parts: readonly (readonly string[])[],
): RequestVerdict {
  const changed = changes(before, after, parts);
  if (changed === false) return NOTHING;
  const verdict = askSigner(context, user, 'sign', signerOf(before));
  if (changed === true || verdict.decision === 'allowed') return verdict;
  return { ...provided('nothing is changed that the signer alone may write'), checks: verdict.checks };
}

function checkBundle(
  context: RequestContext,
  user: UserInfo,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
): RequestVerdict {
  if (!isOn('ClusterTrustBundle', context)) return NOTHING;
  if (after !== undefined && signerOf(after) === '') return NOTHING;
  if (after !== undefined && before !== undefined && changesOnlyOwnership(after, before)) return NOTHING;
  return askSigner(context, user, 'attest', signerOf(after));
}

function checkStatus(
  context: RequestContext,
  user: UserInfo,
  pair: { readonly before: JsonObject | undefined; readonly after: JsonObject | undefined },
  what: string,
): RequestVerdict {
  const parts = Object.hasOwn(SIGNED, what) ? SIGNED[what] : undefined;
  const isOff = what === 'podcertificaterequests/status' && !isOn('PodCertificateRequest', context);
  return parts === undefined || isOff ? NOTHING : checkSigning(context, user, pair, parts);
}

/**
 * Approving and signing certificates, and publishing the trust of a signer, need a right on the signer as well, which is checked at admission.
 * @see https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/#authorization
 */
export function checkSigner(
  context: RequestContext,
  user: UserInfo,
  request: ApiRequest,
  attributes: ResourceAttributes,
): RequestVerdict {
  if (attributes.group !== GROUP) return NOTHING;
  const what = combinedResource(attributes);
  const isUpdate = UPDATES.includes(attributes.verb);
  const before = isUpdate ? objectBefore(context, request, attributes) : undefined;
  if (what === 'clustertrustbundles' && (isUpdate || attributes.verb === 'create'))
    return checkBundle(context, user, before, request.body);
  if (!isUpdate) return NOTHING;
  if (what === 'certificatesigningrequests/approval') return askSigner(context, user, 'approve', signerOf(before));
  return checkStatus(context, user, { before, after: request.body }, what);
}
