import { formatRef, type Gap, type KubeObject } from '../../../model/cluster/index.ts';
import type { View } from '../../../model/facts/index.ts';
import { isList, isObject, type Json, type JsonObject, textOf, valueAt } from '../../../model/json.ts';

/** Who fills in a ConfigMap or Secret that manifests do not show, or not with all its keys. */
export interface Source {
  /** As people name it: `the token controller`, `SealedSecret shop/db`. */
  readonly maker: string;
  /** The keys that it is known to fill in. */
  readonly keys: readonly string[];
  /** What stands in the way of saying that it fills in no others; none where that is known. */
  readonly gaps: readonly Gap[];
}

/** What an object makes: the name of the Secret and the keys that can be read off. */
interface Made {
  readonly name: string;
  readonly keys: readonly string[];
}

function keysOf(value: Json | undefined): readonly string[] {
  return isObject(value) ? Object.keys(value) : [];
}

/** The texts in one field of a list's items. */
function textsIn(value: Json | undefined, field: string): readonly string[] {
  return isList(value) ? value.flatMap((item) => (isObject(item) ? [textOf(item[field])] : [])) : [];
}

function nameIn(data: JsonObject, ...path: readonly string[]): string {
  const name = textOf(valueAt(data, path));
  return name === '' ? textOf(valueAt(data, ['metadata', 'name'])) : name;
}

function madeByProviderClass(data: JsonObject): readonly Made[] {
  const objects = valueAt(data, ['spec', 'secretObjects']);
  if (!isList(objects)) return [];
  return objects
    .filter(isObject)
    .map((one) => ({ name: textOf(one['secretName']), keys: textsIn(one['data'], 'key') }));
}

function madeByVault(data: JsonObject): readonly Made[] {
  return [{ name: nameIn(data, 'spec', 'destination', 'name'), keys: [] }];
}

/** Kinds whose controllers make Secrets, with what an object of the kind makes. */
const MAKERS: Readonly<Record<string, (data: JsonObject) => readonly Made[]>> = {
  'Certificate.cert-manager.io': (data) => [
    { name: textOf(valueAt(data, ['spec', 'secretName'])), keys: ['ca.crt', 'tls.crt', 'tls.key'] },
  ],
  'ExternalSecret.external-secrets.io': (data) => [
    {
      name: nameIn(data, 'spec', 'target', 'name'),
      keys: [
        ...textsIn(valueAt(data, ['spec', 'data']), 'secretKey'),
        ...keysOf(valueAt(data, ['spec', 'target', 'template', 'data'])),
      ],
    },
  ],
  'OnePasswordItem.onepassword.com': (data) => [{ name: nameIn(data), keys: [] }],
  'SealedSecret.bitnami.com': (data) => [
    {
      name: nameIn(data, 'spec', 'template', 'metadata', 'name'),
      keys: [
        ...keysOf(valueAt(data, ['spec', 'encryptedData'])),
        ...keysOf(valueAt(data, ['spec', 'template', 'data'])),
      ],
    },
  ],
  'SecretProviderClass.secrets-store.csi.x-k8s.io': madeByProviderClass,
  'VaultDynamicSecret.secrets.hashicorp.com': madeByVault,
  'VaultPKISecret.secrets.hashicorp.com': madeByVault,
  'VaultStaticSecret.secrets.hashicorp.com': madeByVault,
};

/** The object of the set whose controller makes a Secret. Of a live cluster none is read: there the Secret itself is there or not. */
function makerOf(name: string, namespace: string, view: View): Source | undefined {
  for (const [gk, read] of Object.entries(MAKERS)) {
    // Of a custom resource that states no namespace nobody knows that it wants one: it goes where the manifests are applied.
    for (const { ref, data } of [...view.list(gk, namespace).items, ...view.list(gk, '').items]) {
      const made = read(data).find((one) => one.name === name);
      if (made === undefined) continue;
      const reason = 'it may give the Secret further keys';
      const gaps: readonly Gap[] = [{ gk, namespace: ref.namespace, name: ref.name, state: 'unreadable', reason }];
      return { maker: formatRef(ref), keys: made.keys, gaps };
    }
  }
  return undefined;
}

/** Every namespace has it. https://kubernetes.io/docs/concepts/storage/projected-volumes/ */
const ROOT_CA: Source = { maker: 'the root CA publisher of every cluster', keys: ['ca.crt'], gaps: [] };
/** https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets */
const TOKEN: Source = { maker: 'the token controller', keys: ['ca.crt', 'namespace', 'token'], gaps: [] };

/** Who fills in a ConfigMap or Secret beyond what is seen of it; undefined where nobody is known to. */
export function sourceOf(
  { kind, name, namespace }: { readonly kind: string; readonly name: string; readonly namespace: string },
  object: KubeObject | undefined,
  view: View,
): Source | undefined {
  if (kind === 'ConfigMap') return name === 'kube-root-ca.crt' ? ROOT_CA : undefined;
  if (object?.data['type'] === 'kubernetes.io/service-account-token') return TOKEN;
  return makerOf(name, namespace, view);
}
