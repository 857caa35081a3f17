/** What of the Node authorizer depends on the version, by the defaults of feature gates. */
export interface NodeFeatures {
  /** Pods and Node objects are limited to the node's own, lists by field selector (AuthorizeNodeWithSelectors). */
  readonly selectors: boolean;
  /** ServiceAccounts of its pods can be read (KubeletServiceAccountTokenForCredentialProviders, PodCertificateRequest). */
  readonly accounts: boolean;
  readonly certificates: boolean;
  /** ResourceSlices: not subdivided, lists of all, or lists by selector with deletion of collections. */
  readonly slices: 'none' | 'lists' | 'deletes';
}

/** The defaults of Kubernetes 1.N. */
export function nodeFeatures(minor: number): NodeFeatures {
  return {
    selectors: minor >= 32,
    accounts: minor >= 34,
    certificates: minor >= 37,
    slices: minor >= 31 ? 'deletes' : minor === 30 ? 'lists' : 'none',
  };
}
