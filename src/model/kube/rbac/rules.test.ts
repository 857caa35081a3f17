import { describe, expect, it } from 'vitest';
import type { ResourceAttributes } from './attributes.ts';
import { type PolicyRule, ruleAllows, ruleGives, rulesOf } from './rules.ts';

const RULE: PolicyRule = {
  verbs: ['*'],
  apiGroups: [''],
  resources: ['pods', 'pods/exec', 'secrets'],
  resourceNames: ['db', 'web'],
  nonResourceURLs: [],
};

function ask(verb: string, resource: string, subresource = '', name = ''): ResourceAttributes {
  return { kind: 'resource', verb, group: '', resource, subresource, namespace: 'shop', name };
}

describe('rulesOf', () => {
  const allows = (resourceNames: unknown, name: string): boolean => {
    const rules = rulesOf({
      rules: [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames }],
    } as never);
    return rules.some((rule) => ruleAllows(rule, ask('get', 'secrets', '', name)));
  };

  it.each([
    ['no names', [], true],
    ['null, which is no names', null, true],
    ['the name', ['db'], true],
    ['another name', ['web'], false],
    ['a number, which is refused', [123], false],
    ['text in place of a list', 'web', false],
    ['a mapping in place of a list', { web: true }, false],
  ])('limited to %s', (_what, names, wanted) => {
    expect(allows(names, 'db')).toBe(wanted);
  });
});

describe('ruleGives', () => {
  it.each([
    ['read of what it names', RULE, ask('get', 'secrets'), true],
    ['read, whatever name is asked with', RULE, ask('get', 'secrets', '', 'other'), true],
    ['a list of what it names, by a field selector', RULE, ask('list', 'secrets'), true],
    ['no creation, which names nothing', RULE, ask('create', 'pods'), false],
    ['no creation, even when asked by a name', RULE, ask('create', 'pods', '', 'web'), false],
    ['creation of a subresource, which names its object', RULE, ask('create', 'pods', 'exec'), true],
    ['no deletion of a collection', RULE, ask('deletecollection', 'pods'), false],
    ['nothing of another resource', RULE, ask('get', 'configmaps'), false],
    ['creation without names', { ...RULE, resourceNames: [] }, ask('create', 'pods'), true],
    ['deletion of a collection without names', { ...RULE, resourceNames: [] }, ask('deletecollection', 'pods'), true],
    [
      'creation by an empty name, which matches a request without one',
      { ...RULE, resourceNames: [''] },
      ask('create', 'pods'),
      true,
    ],
  ])('%s', (_title, rule, attributes, expected) => {
    expect(ruleGives(rule, attributes)).toBe(expected);
  });

  it('gives URLs as they are asked for', () => {
    const rule = { ...RULE, resources: [], nonResourceURLs: ['/metrics/*'] };
    const at = (path: string): boolean => ruleGives(rule, { kind: 'url', verb: 'get', path });
    expect([at('/metrics/cadvisor'), at('/healthz')]).toEqual([true, false]);
  });
});
