export { type AccessChange, type AccessDiff, diffAccess } from './diff-access.ts';
export type { DiffSide } from './holdings.ts';
export type { UnknownGrant } from './unknown-grants.ts';
export type { WidenedRole } from './widened-roles.ts';
