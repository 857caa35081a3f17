export { type PlanContext, planLeastPrivilege, replayPlan, subjectOf } from './plan.ts';
export { isMadeUp } from './stable-names.ts';
export type {
  Blindness,
  HeldRight,
  LeastPrivilegeOptions,
  LeastPrivilegePlan,
  LeftAlone,
  Refusal,
  Replay,
  RightUse,
  SubjectPlan,
  Use,
} from './types.ts';
