import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf, objectsOf } from '../../../test/support/objects.ts';
import { PROVIDERS } from '../../../test/support/providers.ts';
import { applyChanges, type ChangeSet, type Cluster, type KubeObject } from '../cluster/index.ts';
import { createFactRegistry, createFacts, type FactStore, type Workload } from './index.ts';

const REGISTRY = createFactRegistry({}, PROVIDERS);

function pod(namespace: string, name: string, image = 'app:1'): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {containers: [{name: a, image: "${image}"}]}\n`;
}

function account(namespace: string, automount: boolean): string {
  return `apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: default, namespace: ${namespace}}\nautomountServiceAccountToken: ${automount}\n`;
}

function objectNamed(cluster: Cluster, kind: string, namespace: string): KubeObject {
  const object = cluster.objects.find(({ ref }) => ref.kind === kind && ref.namespace === namespace);
  if (object === undefined) throw new Error(`no ${kind} in ${namespace}`);
  return object;
}

function change(store: FactStore, changes: Partial<ChangeSet>): FactStore {
  const whole = { added: [], edited: [], removed: [], ...changes };
  const { cluster, touched } = applyChanges(store.cluster, whole, (data) => objectOf(data));
  return createFacts(cluster, REGISTRY, { store, touched });
}

function workloads(store: FactStore, namespace: string): readonly Workload[] {
  return store.get('workloads', namespace, new Set());
}

function automounts(store: FactStore, namespace: string): readonly boolean[] {
  return workloads(store, namespace).map((one) => store.get('service-account-use', one, new Set()).automount);
}

function count(store: FactStore): number {
  return [...store.derived.values()].reduce((sum, { byKey }) => sum + byKey.size, 0);
}

function open(...documents: readonly string[]): FactStore {
  const store = createFacts(clusterOf(objectsOf(documents.join('---\n')), { complete: true }), REGISTRY);
  for (const namespace of store.cluster.namespaces) automounts(store, namespace);
  return store;
}

describe('facts of a changed Cluster', () => {
  const start = (): FactStore => open(pod('a', 'web'), pod('b', 'web'), account('a', true), account('b', true));

  it('keeps the very values of a namespace that the change did not reach', () => {
    const before = start();
    const after = change(before, { removed: [objectNamed(before.cluster, 'ServiceAccount', 'b')], added: [] });
    expect(workloads(after, 'a')).toBe(workloads(before, 'a'));
    expect(workloads(after, 'b')).not.toBe(workloads(before, 'b'));
  });

  it('says what is so in each of two Clusters made from one, and in that one', () => {
    const before = start();
    const object = objectNamed(before.cluster, 'ServiceAccount', 'a');
    const [off, same] = [
      change(before, {
        edited: [{ object, ops: [{ op: 'set', path: ['automountServiceAccountToken'], value: false }] }],
      }),
      change(before, { added: [objectsOf(pod('c', 'web'))[0]?.data ?? {}] }),
    ];
    expect([automounts(off, 'a'), automounts(same, 'a'), automounts(before, 'a')]).toEqual([[false], [true], [true]]);
    // What the one derives later about a namespace that both share is its own.
    expect(count(same)).toBeLessThan(count(before) + 3);
    automounts(same, 'c');
    expect([before.derived.has('c'), off.derived.has('c'), same.derived.has('c')]).toEqual([false, false, true]);
  });

  it('never takes a value that a later Cluster derived about a shared namespace', () => {
    const before = createFacts(clusterOf(objectsOf([pod('a', 'web'), account('a', true)].join('---\n'))), REGISTRY);
    workloads(before, 'a');
    // The namespace has a derivation, but none that leans on the account: a change of another kind elsewhere shares it.
    const shared = change(before, { added: [objectsOf(pod('b', 'web'))[0]?.data ?? {}] });
    const off = change(shared, {
      edited: [
        {
          object: objectNamed(shared.cluster, 'ServiceAccount', 'a'),
          ops: [{ op: 'set', path: ['automountServiceAccountToken'], value: false }],
        },
      ],
    });
    expect([automounts(off, 'a'), automounts(shared, 'a'), automounts(before, 'a')]).toEqual([[false], [true], [true]]);
  });

  it('forgets what is about objects that are gone', () => {
    let store = start();
    const first = count(store);
    for (let i = 0; i < 50; i++) {
      const image = { op: 'set', path: ['spec', 'containers', 0, 'image'], value: `app:${i}` } as const;
      store = change(store, { edited: [{ object: objectNamed(store.cluster, 'Pod', 'a'), ops: [image] }] });
      for (const namespace of store.cluster.namespaces) automounts(store, namespace);
    }
    expect(count(store)).toBe(first);
  });
});
