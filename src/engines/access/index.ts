export * from './can-request/index.ts';
export * from './least-privilege/index.ts';
export * from './review/index.ts';
export { type OtherAuthorizer, openAccess } from './access.ts';
export { nearestMisses, type Miss } from './nearest-miss.ts';
export { type AuthorizerSign, otherAuthorizers } from './other-authorizers.ts';
export { nodeAuthorizer } from './node-authorizer/index.ts';
export { RBAC_KINDS } from './grants.ts';
export { accessFact } from './fact.ts';
