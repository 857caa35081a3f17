import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.ts';
import { doubtfulAudience, hasApiToken } from './api-token.ts';
import { podTemplateOf } from './pod-template.ts';

const projected = (token: JsonObject | null): JsonObject => ({
  name: 'token',
  projected: { sources: [{ configMap: { name: 'ca' } }, { serviceAccountToken: token }] },
});
const mountOf = (name: string, mountPath = '/tokens'): JsonObject => ({
  name: 'a',
  volumeMounts: [{ name, mountPath }],
});
const own = { path: 'token' };
const AUTOMATIC = '/var/run/secrets/kubernetes.io/serviceaccount';

describe('a token for the Kubernetes API', () => {
  it.each<[string, JsonObject, boolean, boolean]>([
    ['is mounted by itself', { containers: [{ name: 'a' }] }, true, true],
    ['is not, where that is off', { containers: [{ name: 'a' }] }, false, false],
    ['is mounted in an init container', { containers: [], initContainers: [{ name: 'a' }] }, true, true],
    ['is not in an ephemeral one', { containers: [], ephemeralContainers: [{ name: 'a' }] }, true, false],
    ['gives way to a mount at its place', { containers: [mountOf('empty', AUTOMATIC)] }, true, false],
    ['gives way in that container alone', { containers: [mountOf('empty', AUTOMATIC), { name: 'b' }] }, true, true],
    ['is projected', { containers: [mountOf('token')], volumes: [projected(own)] }, false, true],
    ['is projected at its place', { containers: [mountOf('token', AUTOMATIC)], volumes: [projected(own)] }, true, true],
    ['is projected, but mounted by nobody', { containers: [{ name: 'a' }], volumes: [projected(own)] }, false, false],
    [
      'is projected for the address of the API',
      {
        containers: [mountOf('token')],
        volumes: [projected({ ...own, audience: 'https://kubernetes.default.svc.cluster.local' })],
      },
      false,
      true,
    ],
    [
      'is not one for another audience',
      { containers: [mountOf('token')], volumes: [projected({ ...own, audience: 'vault' })] },
      false,
      false,
    ],
    ['is not a source that is null', { containers: [mountOf('token')], volumes: [projected(null)] }, false, false],
    ['is not any projected volume', { containers: [mountOf('b')], volumes: [projected(own)] }, false, false],
  ])('%s', (_what, spec, automount, expected) => {
    expect(hasApiToken(podTemplateOf({ spec }), automount)).toBe(expected);
  });

  it('is not told of mounts that are no list', () => {
    expect(() => hasApiToken(podTemplateOf({ spec: { containers: [{ name: 'a', volumeMounts: 1 }] } }), true)).toThrow(
      'volumeMounts',
    );
  });
});

describe('a token of which only the API server says whether it takes it', () => {
  it.each<[string, string, string | undefined]>([
    ['is one for another address', 'https://issuer.example.com', 'https://issuer.example.com'],
    ['is not one for its own address', 'https://kubernetes.default.svc', undefined],
    ['is not one for a name', 'sts.amazonaws.com', undefined],
    ['is not one for the token exchange of a cloud', 'https://iam.googleapis.com/projects/1', undefined],
  ])('%s', (_what, audience, expected) => {
    const spec = { containers: [mountOf('token')], volumes: [projected({ ...own, audience })] };
    expect(doubtfulAudience(podTemplateOf({ spec }))).toBe(expected);
    expect(doubtfulAudience(podTemplateOf({ spec: { ...spec, containers: [{ name: 'a' }] } }))).toBeUndefined();
  });
});
