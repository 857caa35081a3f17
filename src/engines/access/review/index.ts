export type { PrivilegedSubject, SubjectRight } from './privileged.ts';
export { type Right, RIGHT_SEVERITIES, RIGHTS, type RightId, rightsIn, type RightSeverity } from './rights.ts';
export { type AccessReview, type ChangedBuiltIn, type Dangling, reviewAccess, type WildcardRule } from './review.ts';
export { type TenantReach, tenantReach, tenantUnseen } from './tenant-reach.ts';
export { isShippedGrant } from './shipped.ts';
export { type HeldRules, type HeldSides, severityOfChange, severityOfRule } from './weigh.ts';
