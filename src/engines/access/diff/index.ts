export { type AccessChange, type AccessDiff, diffAccess, type DiffSide, type UnknownGrant } from './diff-access.ts';
