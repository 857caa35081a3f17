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
  groupMember,
  isRequestVerb,
  userInfo,
  type UserInfo,
} from './attributes.ts';
export { uncoveredRules } from './covers.ts';
export { type FieldTerm, parseFieldSelector } from './field-selector.ts';
export { findResources, type NamedResource } from './find-resource.ts';
export { mergeRules } from './merge-rules.ts';
export { attributesOfHttp } from './request-info.ts';
export { isNameless, type PolicyRule, ruleAllows, ruleGives, rulesOf } from './rules.ts';
export { keysOf, type Subject, subjectKey, subjectsOf } from './subjects.ts';
