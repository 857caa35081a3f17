export { readAuditLog } from './read-audit-log.ts';
export type {
  AuditCounts,
  AuditCoverage,
  AuditGap,
  AuditIdentity,
  AuditLog,
  AuditLogRequest,
  AuditProblem,
  AuditProblemKind,
  AuditSubject,
  AuditUse,
  AuditWrapping,
} from './types.ts';
