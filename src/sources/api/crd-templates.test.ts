import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { templatesOfDefinition, withoutSchemas } from './crd-templates.ts';
import { internStrings } from './intern.ts';

const POD = { properties: { containers: { items: { properties: { name: {}, image: {} } } } } };
const nested = (steps: readonly string[], inner: JsonObject): JsonObject =>
  steps.reduceRight<JsonObject>((schema, step) => ({ properties: { [step]: schema } }), inner);
const version = (name: string, schema: JsonObject, storage = true): JsonObject => ({
  name,
  served: true,
  storage,
  schema: { openAPIV3Schema: schema },
});
const definition = (...versions: JsonObject[]): JsonObject => ({
  spec: { group: 'example.com', names: { kind: 'Job' }, versions, conversion: { strategy: 'None' } },
});
const template = nested(['spec'], POD);

describe('where custom resources hold pods', () => {
  test.each<[string, JsonObject, readonly (readonly string[])[]]>([
    ['a template', nested(['spec', 'template'], template), [['spec', 'template']]],
    ['the object itself is one', template, [[]]],
    [
      'in a list',
      nested(['spec', 'jobs'], { items: nested(['template'], template) }),
      [['spec', 'jobs', '*', 'template']],
    ],
    ['in a map', nested(['spec', 'roles'], { additionalProperties: template }), [['spec', 'roles', '*']]],
    [
      'two of them',
      nested(['spec'], { properties: { a: template, b: template } }),
      [
        ['spec', 'a'],
        ['spec', 'b'],
      ],
    ],
    ['containers without images are none', nested(['spec', 'containers'], { items: { properties: { name: {} } } }), []],
    ['a pod under another name is none', nested(['spec', 'pod'], POD), []],
    ['any map is none', nested(['spec'], { additionalProperties: true }), []],
    ['no schema', {}, []],
  ])('%s', (_why, schema, wanted) => {
    expect(templatesOfDefinition(definition(version('v1', schema)))).toEqual({
      gk: 'Job.example.com',
      templates: wanted,
    });
  });

  test('the version that is stored decides', () => {
    const versions = [version('v1', {}, false), version('v2', template)];
    expect(templatesOfDefinition(definition(...versions)).templates).toEqual([[]]);
  });

  test('a schema without end is left', () => {
    const deep = nested(
      Array.from({ length: 40 }, () => 'spec'),
      template,
    );
    expect(templatesOfDefinition(definition(version('v1', deep))).templates).toEqual([]);
  });

  test('definitions are kept without schemas', () => {
    const kept = {
      group: 'example.com',
      names: { kind: 'Job' },
      versions: [{ name: 'v1', served: true, storage: true }],
    };
    expect(withoutSchemas(definition(version('v1', template)))).toEqual({ spec: kept });
    expect(withoutSchemas({ kind: 'x' })).toEqual({ kind: 'x' });
  });
});

describe('shared strings', () => {
  test('change nothing that can be seen, and are one each', () => {
    const long = 'x'.repeat(65);
    const make = (): JsonObject => ({
      a: 'one',
      list: ['one', { b: 'two', n: null, t: true }, long],
      status: { a: 'kept' },
    });
    const table = new Map<string, string>();
    expect(internStrings(make(), table)).toEqual(make());
    expect([...table.keys()]).toEqual(['one', 'two']);
  });
});
