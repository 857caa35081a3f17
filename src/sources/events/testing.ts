import type { JsonObject } from '../../model/json.ts';

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
