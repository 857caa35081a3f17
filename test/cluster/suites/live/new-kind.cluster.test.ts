import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { type ControlPlane, startControlPlane } from '../../index.ts';
import { merlon, startMerlon } from './support.ts';

let plane: ControlPlane;
beforeAll(async () => {
  plane = await startControlPlane();
}, 120_000);
afterAll(() => plane.stop());

const STRING = { type: 'string' };
const CONTAINER = {
  type: 'object',
  properties: { name: STRING, image: STRING },
  'x-kubernetes-preserve-unknown-fields': true,
};
const POD_SPEC = { type: 'object', properties: { containers: { type: 'array', items: CONTAINER } } };
const inObject = (name: string, schema: JsonObject): JsonObject => ({ type: 'object', properties: { [name]: schema } });

const DEFINITION: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'trainers.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Trainer', plural: 'trainers', singular: 'trainer' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: inObject('spec', inObject('template', inObject('spec', POD_SPEC))) },
      },
    ],
  },
};

/** Made a second time where the server does not offer the kind yet. */
async function createWhenOffered(path: string, body: JsonObject): Promise<void> {
  await expect
    .poll(async () => (await plane.admin.request('POST', path, { body })).status, { timeout: 30_000 })
    .toBe(201);
}

test('a kind of custom resource that comes while the cluster is watched is read, judged and watched too', async () => {
  const kubeconfig = await plane.kubeconfig();
  await merlon(kubeconfig, '--version');
  const child = startMerlon(kubeconfig, 'scan', '--cluster', '--watch', '-o', 'json', '--quiet');
  let out = '';
  child.stdout?.on('data', (bytes: Buffer) => (out += bytes.toString()));
  const soon = { timeout: 60_000 };
  const trainer = (name: string): JsonObject => {
    const spec = { containers: [{ name: 'app', image: 'app:1', securityContext: { privileged: true } }] };
    return { apiVersion: 'example.com/v1', kind: 'Trainer', metadata: { name }, spec: { template: { spec } } };
  };
  try {
    await expect.poll(() => out.includes('"kind": "Report"'), soon).toBe(true);
    await plane.admin.send('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { body: DEFINITION });
    await createWhenOffered('/apis/example.com/v1/namespaces/default/trainers', trainer('first'));
    await expect.poll(() => out.includes('"name":"first"'), soon).toBe(true);
    await createWhenOffered('/apis/example.com/v1/namespaces/default/trainers', trainer('second'));
    await expect.poll(() => out.includes('"name":"second"'), soon).toBe(true);
  } finally {
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('close', resolve));
  }
});
