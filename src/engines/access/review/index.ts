export { type Right, RIGHTS, type RightId, type RightSeverity } from './rights.ts';
export {
  type AccessReview,
  type ChangedBuiltIn,
  type Dangling,
  type PrivilegedSubject,
  reviewAccess,
  type SubjectRight,
  type WildcardRule,
} from './review.ts';
