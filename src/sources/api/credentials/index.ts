export { findIdentity } from './identity.ts';
export { KubeconfigError } from './kubeconfig.ts';
export type { ConnectRequest, Credentials, Identity } from './types.ts';
