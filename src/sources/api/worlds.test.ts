import { describe, expect, test } from 'vitest';
import { type GroupKind, stateOf } from '../../model/cluster/index.ts';
import { liveWorlds, type TriedList } from './worlds.ts';

const PODS = new Set<GroupKind>(['Pod', 'Deployment.apps']);
const list = (gk: GroupKind, namespace?: string, failure?: string): TriedList => ({ gk, namespace, failure });

describe('the worlds of a live cluster', () => {
  const all = [list('Pod'), list('Deployment.apps'), list('ConfigMap', undefined, 'forbidden')];
  const some = [list('Pod', 'shop'), list('Deployment.apps', 'shop'), list('Pod', 'ops', 'forbidden'), list('Node')];
  const twice = [list('Pod', undefined, 'down'), list('Pod')];

  test.each<[string, readonly TriedList[], readonly string[], readonly [GroupKind, string?], string]>([
    ['a list that came is complete', all, [], ['Pod'], 'closed'],
    ['in each namespace too', all, [], ['Pod', 'shop'], 'closed'],
    ['one that failed is not', all, [], ['ConfigMap'], 'unreadable'],
    ['what was not asked for is unreadable, never empty', all, [], ['Service'], 'unreadable'],
    ['nor in a namespace', all, [], ['Service', 'shop'], 'unreadable'],
    ['kinds that hold pods are complete together', all, [], ['*'], 'closed'],
    ['unless one of them failed', [list('Pod'), list('Deployment.apps', undefined, 'no')], [], ['*'], 'unreadable'],
    ['one namespace that was read', some, ['shop', 'ops'], ['Pod', 'shop'], 'closed'],
    ['one that was not', some, ['shop', 'ops'], ['Pod', 'ops'], 'unreadable'],
    ['one that nobody asked for', some, ['shop', 'ops'], ['Pod', 'else'], 'unreadable'],
    ['all namespaces, when some were read', some, ['shop', 'ops'], ['Pod'], 'unreadable'],
    ['what has no namespace is whole', some, ['shop', 'ops'], ['Node'], 'closed'],
    ['anything in a namespace that was read', some, ['shop', 'ops'], ['*', 'shop'], 'closed'],
    ['anything in one that was not', some, ['shop', 'ops'], ['*', 'ops'], 'unreadable'],
    ['anything at all, when some were read', some, ['shop'], ['*'], 'unreadable'],
    ['a kind with two resources needs both', twice, [], ['Pod'], 'unreadable'],
    ['in any order', twice.toReversed(), [], ['Pod'], 'unreadable'],
  ])('%s', (_why, tried, namespaces, [gk, namespace], wanted) => {
    expect(stateOf(liveWorlds(tried, namespaces, PODS), gk, namespace).state).toBe(wanted);
  });

  test('the reason is kept', () => {
    expect(stateOf(liveWorlds(all, [], PODS), 'ConfigMap', undefined)).toEqual({
      state: 'unreadable',
      reason: 'forbidden',
    });
  });
});
