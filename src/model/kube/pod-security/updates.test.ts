import { expect, it } from 'vitest';
import type { JsonObject } from '../../json.ts';
import { isJudgedOnUpdate } from './updates.ts';

const POD: JsonObject = {
  metadata: { name: 'web' },
  spec: {
    containers: [{ name: 'a', image: 'a:1' }],
    initContainers: [{ name: 'b', image: 'b:1' }],
    ephemeralContainers: [{ name: 'd', image: 'd:1' }],
  },
};
const SPEC = POD['spec'] as JsonObject;

// The cases of isSignificantPodUpdate in k8s.io/pod-security-admission/admission.
it.each([
  ['the same pod', POD, false],
  ['a label', { ...POD, metadata: { name: 'web', labels: { a: 'b' } } }, false],
  ['tolerations', { ...POD, spec: { ...SPEC, tolerations: [{ operator: 'Exists' }] } }, false],
  ['an image', { ...POD, spec: { ...SPEC, containers: [{ name: 'a', image: 'a:2' }] } }, true],
  ['an init image', { ...POD, spec: { ...SPEC, initContainers: [{ name: 'b', image: 'b:2' }] } }, true],
  [
    'a container more',
    { ...POD, spec: { ...SPEC, containers: [...(SPEC['containers'] as JsonObject[]), { name: 'c' }] } },
    true,
  ],
  ['no init container', { ...POD, spec: { ...SPEC, initContainers: [] } }, true],
  [
    'an ephemeral container more',
    {
      ...POD,
      spec: {
        ...SPEC,
        ephemeralContainers: [
          { name: 'd', image: 'd:1' },
          { name: 'e', image: 'e' },
        ],
      },
    },
    true,
  ],
  ['an ephemeral image', { ...POD, spec: { ...SPEC, ephemeralContainers: [{ name: 'd', image: 'd:2' }] } }, true],
  ['an ephemeral container less', { ...POD, spec: { ...SPEC, ephemeralContainers: [] } }, false],
] as const)('%s is judged: %j', (_what, now, wanted) => {
  expect(isJudgedOnUpdate(now, POD)).toBe(wanted);
});
