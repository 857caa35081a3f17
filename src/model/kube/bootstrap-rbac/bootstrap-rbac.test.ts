import { describe, expect, it } from 'vitest';
import { type JsonObject, textOf, valueAt } from '../../json.ts';
import { bootstrapRbac, compareWithBootstrap, findBootstrapRbac, isAsShipped, knowsBootstrap } from './index.ts';

const EVERY_MINOR = [29, 30, 31, 32, 33, 34, 35, 36, 37];

function nameOf(object: JsonObject): string {
  return `${textOf(object['kind'])} ${textOf(valueAt(object, ['metadata', 'name']))}`;
}

function shipped(kind: string, name: string, minor = 37): JsonObject {
  const found = findBootstrapRbac(kind, '', name, minor);
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found;
}

describe('built-in roles and bindings', () => {
  it.each(EVERY_MINOR)('of 1.%i are unchanged when compared with themselves', (minor) => {
    const objects = [...bootstrapRbac(minor)];
    expect(objects.length).toBeGreaterThan(120);
    const changed = objects.filter(
      (object) => !isAsShipped(object, textOf(valueAt(object, ['metadata', 'namespace'])), minor),
    );
    expect(changed.map(nameOf)).toEqual([]);
  });

  it('say what a role grants beyond them, however it is written', () => {
    const role = shipped('ClusterRole', 'system:discovery');
    const rules = [
      { verbs: ['get'], nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez'] },
      { verbs: ['get'], nonResourceURLs: ['/openapi', '/openapi/*', '/readyz', '/version', '/version/'] },
    ];
    const rewritten = { ...role, rules };
    expect(compareWithBootstrap(rewritten, '', 37)).toMatchObject({ added: [], removed: [] });
    const widened = { ...role, rules: [...rules, { verbs: ['list'], apiGroups: [''], resources: ['secrets'] }] };
    expect(compareWithBootstrap(widened, '', 37)?.added).toEqual([
      { verbs: ['list'], apiGroups: [''], resources: ['secrets'], resourceNames: [], nonResourceURLs: [] },
    ]);
    expect(compareWithBootstrap({ ...role, rules: rules.slice(1) }, '', 37)?.removed).toHaveLength(6);
  });

  it('say whom a binding reaches beyond them, and whether it leads elsewhere', () => {
    const binding = shipped('ClusterRoleBinding', 'cluster-admin');
    const opened = { ...binding, subjects: [{ kind: 'Group', name: 'system:unauthenticated' }] };
    expect(compareWithBootstrap(opened, '', 37)).toMatchObject({
      addedSubjects: ['Group system:unauthenticated'],
      removedSubjects: ['Group system:masters'],
      redirected: false,
    });
    const turned = { ...binding, roleRef: { kind: 'ClusterRole', name: 'view' } };
    expect(compareWithBootstrap(turned, '', 37)?.redirected).toBe(true);
    const gathers = { clusterRoleSelectors: [{ matchLabels: { any: 'thing' } }] };
    const admin = { ...shipped('ClusterRole', 'admin'), aggregationRule: gathers };
    expect(compareWithBootstrap(admin, '', 37)?.redirected).toBe(true);
    expect([opened, turned, admin].map((object) => isAsShipped(object, '', 37))).toEqual([false, false, false]);
  });

  it('differ by version, and are nothing for other names', () => {
    expect(compareWithBootstrap({ kind: 'ClusterRole', metadata: { name: 'mine' } }, '', 37)).toBeUndefined();
    const old = shipped('ClusterRole', 'system:node', 29);
    expect(compareWithBootstrap(old, '', 29)).toMatchObject({ added: [], removed: [] });
    expect(compareWithBootstrap(old, '', 37)?.removed.length).toBeGreaterThan(0);
    expect([28, 29, 37, 38].map((minor) => knowsBootstrap(minor))).toEqual([false, true, true, false]);
  });
});
