import { describe, expect, it } from 'vitest';
import { isLeftover, listBelongings } from './belongings.ts';
import { planBuilds } from './graph.ts';
import { type Kustomization, looksRemote, readKustomization } from './kustomization.ts';

function make(folder: string, entries: readonly string[], component = false): Kustomization {
  return { folder: `/t/${folder}`, file: 'kustomization.yaml', component, namespace: undefined, entries };
}

function plan(all: readonly Kustomization[]): {
  readonly roots: readonly string[];
  readonly unused: readonly string[];
} {
  const { roots, unused } = planBuilds(all);
  const short = ({ folder }: Kustomization): string => folder.replace('/t/', '');
  return { roots: roots.map(short), unused: unused.map(short) };
}

describe('planBuilds', () => {
  it('builds overlays, not the bases and components that they include', () => {
    const all = [
      make('prod', ['../base', '../ha', 'patch.yaml']),
      make('base', ['pod.yaml']),
      make('ha', ['p.yaml'], true),
      make('dev', ['../base']),
    ];
    expect(plan(all)).toEqual({ roots: ['dev', 'prod'], unused: [] });
    expect(plan(all.toReversed()).roots).toEqual(['dev', 'prod']);
  });

  it('builds a base that nothing else includes, and lists components that nothing includes', () => {
    expect(plan([make('base', []), make('extra', ['../base'], true)])).toMatchObject({
      roots: ['base'],
      unused: ['extra'],
    });
  });

  it('builds one of a ring, so that kustomize can refuse it', () => {
    expect(plan([make('a', ['../b']), make('b', ['../a'])]).roots).toEqual(['a']);
  });
});

describe('what belongs to kustomizations', () => {
  const belongings = listBelongings([
    make('app', ['../base', 'deploy/pod.yaml', '../shared/ns.yaml']),
    make('base', ['pod.yaml']),
  ]);

  it('is what they name, and themselves', () => {
    expect([...belongings.named].toSorted()).toEqual([
      '/t/app/deploy/pod.yaml',
      '/t/app/kustomization.yaml',
      '/t/base',
      '/t/base/kustomization.yaml',
      '/t/base/pod.yaml',
      '/t/shared/ns.yaml',
    ]);
  });

  it.each([
    ['/t/base/old.yaml', true],
    ['/t/app/deploy/old.yaml', true],
    ['/t/app/patches/off.yaml', true],
    ['/t/app/my-patches/more-patches/off.yaml', true],
    ['/t/app/other/pod.yaml', false],
    ['/t/shared/other.yaml', false],
    ['/t/patches/x.yaml', false],
    ['/t/x.yaml', false],
  ])('%s is a leftover: %s', (path, leftover) => {
    expect(isLeftover(path, belongings)).toBe(leftover);
  });
});

describe('readKustomization', () => {
  it('lists every file and folder that is named, in whatever field', () => {
    const one = readKustomization('/t', 'kustomization.yaml', {
      namespace: 'shop',
      resources: ['a.yaml', '../base'],
      components: ['c'],
      patchesStrategicMerge: ['p1.yaml', 'kind: Pod\nmetadata: {}\n'],
      patches: [{ path: 'p2.yaml' }, { patch: '- op: remove' }],
      configMapGenerator: [{ name: 'm', files: ['k=f.json', 'g.yaml'], env: 'e.env', envs: ['f.env'] }],
      secretGenerator: [{ name: 's', literals: ['a=b'] }],
      openapi: { path: 'schema.json' },
      replacements: [{ path: 'r.yaml' }, { source: {} }],
      transformers: [7],
    });
    expect(one.namespace).toBe('shop');
    expect(one.entries.toSorted()).toEqual(
      [
        '../base',
        'a.yaml',
        'c',
        'e.env',
        'f.env',
        'f.json',
        'g.yaml',
        'p1.yaml',
        'p2.yaml',
        'r.yaml',
        'schema.json',
      ].toSorted(),
    );
  });

  it('takes malformed ones for empty, since kustomize will say what is wrong', () => {
    expect(readKustomization('/t', 'k', [1]).entries).toEqual([]);
    expect(readKustomization('/t', 'k', undefined)).toMatchObject({ component: false, entries: [] });
    expect(readKustomization('/t', 'k', { kind: 'Component', resources: 'x' })).toMatchObject({
      component: true,
      entries: [],
    });
  });
});

describe('looksRemote', () => {
  it.each([
    ['https://example.com/x.yaml', true],
    ['github.com/a/b', true],
    ['git@github.com:a/b.git', true],
    ['ssh://git@host/x', true],
    ['example.org/a/b?ref=v1', true],
    ['../base', false],
    ['deploy.yaml', false],
    ['github.yaml', false],
  ])('%s: %s', (entry, remote) => {
    expect(looksRemote(entry)).toBe(remote);
  });
});
