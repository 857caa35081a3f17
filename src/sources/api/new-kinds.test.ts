import { describe, expect, it } from 'vitest';
import { objectOf } from '../../../test/support/objects.ts';
import type { JsonObject } from '../../model/json.ts';
import { newKinds } from './new-kinds.ts';
import type { LiveCluster, LiveRequest, WatchPoint } from './types.ts';

const POD_SPEC = {
  properties: { containers: { items: { properties: { name: { type: 'string' }, image: { type: 'string' } } } } },
};

function definition(kind: string, at: 'template' | 'job' | undefined): JsonObject {
  const spec = at === undefined ? {} : { properties: { [at]: { properties: { spec: POD_SPEC } } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.toLowerCase()}s.example.com` },
    spec: {
      group: 'example.com',
      names: { kind },
      versions: [{ name: 'v1', storage: true, schema: { openAPIV3Schema: { properties: { spec } } } }],
    },
  };
}

/** A cluster that was read with one custom resource that holds pods, and another that may not be listed. */
const LIVE = {
  watchPoints: [{ resource: { gk: 'Runner.example.com' } } as WatchPoint],
  unread: [{ gk: 'Hidden.example.com' }],
  extraTemplates: { 'Runner.example.com': [['spec', 'template']] },
} as unknown as LiveCluster;

const REQUEST: LiveRequest = {
  kinds: ['*', 'Widget.example.com'],
  namespaces: [],
  secrets: 'none',
  extraTemplates: {},
};

function newsOf(kind: string, at: 'template' | 'job' | undefined, kinds = REQUEST.kinds): readonly string[] {
  return newKinds([{ kind: 'changed', object: objectOf(definition(kind, at)) }], LIVE, { ...REQUEST, kinds });
}

describe('definitions that say something new', () => {
  it.each([
    ['a kind that holds pods and was not read', 'Trainer', 'template', true],
    ['one that holds none', 'Trainer', undefined, false],
    ['one that was read', 'Runner', 'template', false],
    ['one that was read, and holds pods elsewhere now', 'Runner', 'job', true],
    ['one that someone asks for, whatever it holds', 'Widget', undefined, true],
  ] as const)('%s', (_what, kind, at, isNews) => {
    expect(newsOf(kind, at)).toEqual(isNews ? [`${kind}.example.com`] : []);
  });

  it('of a kind that somebody names too are compared with both', () => {
    const extraTemplates = { 'Runner.example.com': [['spec', 'warmUp']] };
    const both = [
      ['spec', 'template'],
      ['spec', 'warmUp'],
    ];
    const live = { ...LIVE, extraTemplates: { 'Runner.example.com': both } };
    const ask = (at: 'template' | 'job'): readonly string[] =>
      newKinds([{ kind: 'changed', object: objectOf(definition('Runner', at)) }], live, { ...REQUEST, extraTemplates });
    expect(ask('template')).toEqual([]);
    expect(ask('job')).toEqual(['Runner.example.com']);
  });

  it('are of no interest where nobody asks for what holds pods, or once deleted', () => {
    expect(newsOf('Trainer', 'template', ['Pod'])).toEqual([]);
    const object = objectOf(definition('Trainer', 'template'));
    expect(newKinds([{ kind: 'deleted', object }], LIVE, REQUEST)).toEqual([]);
  });

  it('are named once, also after a list that was read anew', () => {
    const objects = ['Trainer', 'Trainer', 'Other'].map((kind) => objectOf(definition(kind, 'template')));
    const [point] = LIVE.watchPoints;
    if (point === undefined) throw new Error('no watch point');
    expect(newKinds([{ kind: 'relisted', point, objects }], LIVE, REQUEST)).toEqual([
      'Trainer.example.com',
      'Other.example.com',
    ]);
  });
});
