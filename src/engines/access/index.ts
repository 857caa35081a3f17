export { type OtherAuthorizer, openAccess } from './access.ts';
export { RBAC_KINDS } from './grants.ts';
export { accessFact } from './fact.ts';
