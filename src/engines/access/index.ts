export { type OtherAuthorizer, openAccess } from './access.ts';
export { RBAC_KINDS } from './grants.ts';
export type { Access, Allowing, Chain, Decision, Grant, Holder, RoleEntry } from './types.ts';
