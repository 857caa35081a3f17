import { tmpdir } from 'node:os';
import type { JsonObject } from '../../model/json.ts';
import { formatAttributes } from '../../model/kube/index.ts';
import { type AuditLog, type AuditLogRequest, readAuditLog } from './index.ts';

/** The text of an audit event for tests: `ada` lists pods in `shop`, allowed, unless `more` says otherwise. */
export function auditEvent(more: JsonObject = {}): JsonObject {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: 'a-1',
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/shop/pods?limit=500',
    verb: 'list',
    user: { username: 'ada', groups: ['dev', 'system:authenticated'] },
    userAgent: 'kubectl/v1.37.2',
    objectRef: { resource: 'pods', namespace: 'shop', apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: '2026-11-20T10:00:00.000001Z',
    stageTimestamp: '2026-11-20T10:00:00.005000Z',
    annotations: { 'authorization.k8s.io/decision': 'allow', 'authorization.k8s.io/reason': '' },
    ...more,
  };
}

/** The same request as Cloud Logging has it. */
export function google(more: JsonObject, entry: JsonObject = {}): JsonObject {
  return {
    protoPayload: {
      '@type': 'type.googleapis.com/google.cloud.audit.AuditLog',
      authenticationInfo: { principalEmail: 'ada' },
      authorizationInfo: [{ granted: true, permission: 'io.k8s.core.v1.pods.list' }],
      methodName: 'io.k8s.core.v1.pods.list',
      resourceName: 'core/v1/namespaces/shop/pods',
      serviceName: 'k8s.io',
      status: {},
      ...more,
    },
    insertId: 'i-1',
    timestamp: '2026-11-20T10:00:00.123456789Z',
    ...entry,
  };
}

/** A text in pieces of so many bytes. */
export async function* inPieces(text: string | Uint8Array, size: number): AsyncIterable<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** Reads a text as the log on standard input, in pieces of so many bytes. */
export function readText(
  text: string | Uint8Array,
  more: Partial<AuditLogRequest> = {},
  size = 1000,
): Promise<AuditLog> {
  return readAuditLog({ targets: ['-'], cwd: tmpdir(), stdin: inPieces(text, size), ...more });
}

/** `ada: list pods in shop 1/0/0`: allowed, forbidden and unknown. */
export function usesOf(log: AuditLog): readonly string[] {
  return log.uses.map(({ subject, attributes, folded, impersonator, allowed, forbidden, unknown }) => {
    const as = impersonator === undefined ? '' : ` by ${impersonator}`;
    const more = folded ? ' (folded)' : '';
    return `${subject}${as}: ${formatAttributes(attributes)}${more} ${allowed}/${forbidden}/${unknown}`;
  });
}

/** Events as the lines of a log. */
export function lines(...events: readonly JsonObject[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
