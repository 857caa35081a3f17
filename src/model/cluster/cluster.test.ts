import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf, objectsOf } from '../../../test/support/objects.ts';
import { SMALL_CLUSTER } from '../../../test/support/small-cluster.ts';
import { isObject, type Json, type JsonObject, stringifyJson, valueAt } from '../json.ts';
import { readDocuments } from '../yaml/index.ts';
import {
  andTruth,
  applyChanges,
  type Cluster,
  createCluster,
  fileWorlds,
  formatRef,
  isAny,
  notTruth,
  orTruth,
  type PathOp,
  readSnapshot,
  replaceObjects,
  SnapshotError,
  snapshotLines,
  trimObject,
  type Truth,
} from './index.ts';

function names(objects: readonly { readonly ref: { readonly name: string } }[]): readonly string[] {
  return objects.map(({ ref }) => ref.name);
}

describe('a Cluster', () => {
  const cluster = clusterOf(objectsOf(SMALL_CLUSTER), { complete: true });

  it('is indexed by kind, namespace, name, label and owner', () => {
    expect(names(cluster.list('Pod').items)).toEqual(['lone', 'web-1-a']);
    expect(names(cluster.list('Pod', 'shop').items)).toEqual(['web-1-a']);
    expect(names(cluster.get('Deployment.apps', 'shop', 'web').items)).toEqual(['web']);
    expect(names(cluster.labelled('Pod', 'shop', 'app', 'web').items)).toEqual(['web-1-a']);
    expect(names(cluster.inNamespace('shop').items)).toEqual(['web', 'web-1-a', 'web-1']);
    const [web] = cluster.get('Deployment.apps', 'shop', 'web').items;
    expect(web && names(cluster.ownedBy(web).items)).toEqual(['web-1']);
    expect(cluster.kinds).toEqual([
      'ClusterRole.rbac.authorization.k8s.io',
      'Deployment.apps',
      'Namespace',
      'Pod',
      'ReplicaSet.apps',
    ]);
    expect(cluster.namespaces).toEqual(['empty', 'ops', 'shop']);
    expect(cluster.objects.map(({ ref }) => formatRef(ref))).toEqual([
      'ClusterRole admin',
      'Namespace empty',
      'Pod ops/lone',
      'Deployment shop/web',
      'Pod shop/web-1-a',
      'ReplicaSet shop/web-1',
    ]);
  });

  it('is the same whatever the order its objects come in', () => {
    const objects = objectsOf(SMALL_CLUSTER);
    const other = clusterOf(objects.toReversed(), { complete: true });
    expect([...snapshotLines(other)]).toEqual([...snapshotLines(cluster)]);
  });

  it('does not take an owner of another uid for its owner', () => {
    const [pod] = objectsOf(
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: u2}]}',
    );
    const more = clusterOf([...objectsOf(SMALL_CLUSTER), ...(pod === undefined ? [] : [pod])]);
    const [web] = more.get('Deployment.apps', 'shop', 'web').items;
    expect(web && names(more.ownedBy(web).items)).toEqual(['web-1']);
  });

  it('gives, of an object that is defined twice, the last in file order', () => {
    const twice = clusterOf(
      ['a', 'b'].map((app, i) => ({
        ...objectOf({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { app } } }),
        source: { file: 1 - i, document: 0, start: 0, end: 1, pointer: [] },
      })),
    );
    expect(twice.list('Pod', 'default').items.length).toBe(2);
    expect(valueAt(twice.get('Pod', 'default', 'p').items[0]?.data, ['metadata', 'labels', 'app'])).toBe('a');
  });
});

describe('worlds and answers', () => {
  it('say of files that anything may be missing, unless they are complete', () => {
    const open = clusterOf(objectsOf(SMALL_CLUSTER));
    expect(open.get('Pod', 'shop', 'x').gaps).toEqual([
      { gk: 'Pod', namespace: 'shop', name: 'x', state: 'open', reason: 'not in these files' },
    ]);
    expect(open.get('Pod', 'ops', 'lone').complete).toBe(true);
    expect(open.list('Pod', 'ops').complete).toBe(false);
    expect(clusterOf(objectsOf(SMALL_CLUSTER), { complete: true }).list('Pod').complete).toBe(true);
  });

  it('keep exceptions by kind and namespace', () => {
    const worlds = {
      ...fileWorlds(true),
      exceptions: {
        'Secret|*': { state: 'unreadable', reason: 'refused' },
        'Pod|ops': { state: 'unreadable', reason: 'refused' },
      },
    } as const;
    const cluster = createCluster({ ...inputOf(clusterOf(objectsOf(SMALL_CLUSTER))), worlds });
    expect(cluster.list('Secret', 'shop').gaps[0]?.state).toBe('unreadable');
    expect(cluster.list('Pod', 'shop').complete).toBe(true);
    expect(cluster.list('Pod', 'ops').complete).toBe(false);
    expect(cluster.list('Pod').complete).toBe(false);
  });

  const gap = { gk: 'Pod', namespace: undefined, state: 'open', reason: 'r' } as const;
  const [yes, no, unknown]: readonly Truth[] = [{ value: true }, { value: false }, { value: undefined, gaps: [gap] }];

  it.each([
    [yes, yes, true, true],
    [yes, no, false, true],
    [no, no, false, false],
    [yes, unknown, undefined, true],
    [no, unknown, false, undefined],
    [unknown, unknown, undefined, undefined],
  ])('combine %j and %j', (a, b, and, or) => {
    const parts = [a ?? { value: true }, b ?? { value: true }];
    expect(andTruth(parts).value).toBe(and);
    expect(orTruth(parts.toReversed()).value).toBe(or);
    expect(notTruth(andTruth(parts)).value).toBe(and === undefined ? undefined : !and);
  });

  it('tell seen from not seen', () => {
    expect(isAny({ items: [1], complete: false, gaps: [gap] })).toEqual({ value: true });
    expect(isAny({ items: [], complete: true, gaps: [] })).toEqual({ value: false });
    expect(isAny({ items: [], complete: false, gaps: [gap] })).toEqual({ value: undefined, gaps: [gap] });
  });
});

function inputOf({
  name,
  origin,
  version,
  objects,
  worlds,
  files,
  diagnostics,
  extraTemplates,
}: Cluster): Parameters<typeof createCluster>[0] {
  return { name, origin, version, objects, worlds, files, diagnostics, extraTemplates };
}

describe('the door', () => {
  it('trims what nobody reads, and what nobody may keep', () => {
    const trimmed = trimObject({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 's',
        managedFields: [],
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":"hunter2"}', a: 'b' },
      },
      data: { password: 'aHVudGVyMg==' },
      stringData: { token: 'hunter2' },
      status: {},
    });
    expect(trimmed).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', annotations: { a: 'b' } },
      data: { password: '*' },
      stringData: { token: '*' },
    });
  });
});

describe('change sets', () => {
  const cluster = clusterOf(objectsOf(SMALL_CLUSTER));
  const [web] = cluster.get('Deployment.apps', 'shop', 'web').items;
  const make = (data: JsonObject): ReturnType<typeof objectOf> => objectOf(data);

  it('leave the Cluster they started from alone', () => {
    const before = [...snapshotLines(cluster)];
    const ops: readonly PathOp[] = [{ op: 'set', path: ['spec', 'replicas'], value: 'many' }];
    const changed = applyChanges(
      cluster,
      { added: [], edited: web === undefined ? [] : [{ object: web, ops }], removed: cluster.list('Pod').items },
      make,
    );
    expect([...snapshotLines(cluster)]).toEqual(before);
    const [now] = changed.cluster.get('Deployment.apps', 'shop', 'web').items;
    expect(valueAt(now?.data, ['spec', 'replicas'])).toBe('many');
    expect(now?.invalid.map(({ message }) => message)).toEqual([
      'spec.replicas must be a whole number of 32 bits, not this text',
    ]);
    expect(changed.cluster.list('Pod').items).toEqual([]);
    expect(changed.cluster.kinds).not.toContain('Pod');
  });

  it('keep the namespace that an edited object was given, and follow a new version', () => {
    const object = {
      ...objectOf({ apiVersion: 'batch/v1beta1', kind: 'CronJob', metadata: { name: 'c' } }),
      ref: { group: 'batch', version: 'v1beta1', kind: 'CronJob', namespace: 'release', name: 'c' },
    };
    const { cluster: changed } = applyChanges(
      clusterOf([object]),
      { added: [], edited: [{ object, ops: [{ op: 'set', path: ['apiVersion'], value: 'batch/v1' }] }], removed: [] },
      make,
    );
    expect(changed.objects[0]?.ref).toEqual({ ...object.ref, version: 'v1' });
  });

  it('keep the namespace of a custom kind, of which the door knows no scope', () => {
    const made = objectOf({ apiVersion: 'acme.example/v1', kind: 'Gizmo', metadata: { name: 'g' } });
    const object = { ...made, ref: { ...made.ref, namespace: 'shop' } };
    const edited = [{ object, ops: [{ op: 'set', path: ['spec'], value: {} }] as const }];
    const { cluster: changed } = applyChanges(clusterOf([object]), { added: [], edited, removed: [] }, make);
    expect(changed.objects[0]?.ref).toEqual(object.ref);
  });

  it('share the lists that did not change', () => {
    const next = replaceObjects(cluster, new Set(cluster.list('Pod', 'ops').items), []);
    expect(next.buckets.get('Deployment.apps')).toBe(cluster.buckets.get('Deployment.apps'));
    expect(next.buckets.get('Pod')?.get('shop')).toBe(cluster.buckets.get('Pod')?.get('shop'));
  });
});

describe('snapshots', () => {
  const parse = (line: string): Json | undefined => readDocuments(line, { format: 'json' })[0]?.value;

  it('read back as what was saved, int64 exact', () => {
    const big = objectOf({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', generation: 9007199254740993n },
      spec: {},
    });
    const cluster = createCluster({
      ...inputOf(clusterOf([...objectsOf(SMALL_CLUSTER), big])),
      files: [{ path: 'a.yaml', text: 'a: "é\u2028"', format: 'yaml' }],
      diagnostics: [{ severity: 'note', code: 'c', message: 'm' }],
    });
    const lines = [...snapshotLines(cluster, { targets: ['x'] })];
    const { cluster: again, extra } = readSnapshot(lines, parse);
    expect(extra).toEqual({ targets: ['x'] });
    expect([...snapshotLines(again, extra)]).toEqual(lines);
    expect(lines.join('\n')).toContain('9007199254740993');
    expect(isObject(parse(lines[0] ?? ''))).toBe(true);
    expect(lines.every((line) => !line.includes('\n'))).toBe(true);
  });

  it('that do not say how much they hold are read with a warning', () => {
    const [header = '', ...rest] = snapshotLines(clusterOf(objectsOf(SMALL_CLUSTER)));
    const old = stringifyJson({ ...(parse(header) as JsonObject), counts: undefined });
    const { cluster } = readSnapshot([old, ...rest], parse);
    expect(cluster.diagnostics.map(({ code }) => code)).toEqual(['snapshot-uncounted']);
  });

  it.each([
    [[], /empty/],
    [['{}'], /line 1: not a snapshot/],
    [['nonsense'], /line 1: not a snapshot/],
    [[stringifyJson({ format: 'merlon.dev/snapshot/v9' })], /line 1: not a snapshot/],
    [[...snapshotLines(clusterOf([])), '{"x":1}'], /line 2: neither/],
    [[...snapshotLines(clusterOf([])), '[]'], /line 2: not a JSON object/],
    [
      [...snapshotLines(clusterOf(objectsOf(SMALL_CLUSTER)))].slice(0, -1),
      /should hold \d+ objects and holds \d+; the snapshot was cut off/,
    ],
  ])('refuse %j', (lines, message) => {
    expect(() => readSnapshot(lines, parse)).toThrow(SnapshotError);
    expect(() => readSnapshot(lines, parse)).toThrow(message);
  });
});
