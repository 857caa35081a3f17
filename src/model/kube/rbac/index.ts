export {
  accountOf,
  ANONYMOUS,
  AUTHENTICATED,
  combinedResource,
  formatAttributes,
  MASTERS,
  type RequestAttributes,
  type ResourceAttributes,
  serviceAccountUser,
  UNAUTHENTICATED,
  type UrlAttributes,
  userInfo,
  type UserInfo,
} from './attributes.ts';
export { uncoveredRules } from './covers.ts';
export { type PolicyRule, ruleAllows, rulesOf } from './rules.ts';
export { keysOf, type Subject, subjectKey, subjectsOf } from './subjects.ts';
