import { describe, expect, it } from 'vitest';
import { chartOfArchive, readChart, releaseNameOf } from './chart.ts';
import { splitOutput } from './split-output.ts';

describe('splitOutput', () => {
  it('gathers the documents of each template', () => {
    const output =
      '---\n# Source: shop/crds/a.yaml\nkind: A\n---\n# Source: shop/templates/x.yaml\nkind: X1\n---\n# Source: shop/charts/db/templates/y.yaml\nkind: Y\n---\n# Source: shop/templates/x.yaml\nkind: X2\n';
    expect(splitOutput(output)).toEqual([
      { path: 'crds/a.yaml', text: '---\n# Source: shop/crds/a.yaml\nkind: A\n' },
      {
        path: 'templates/x.yaml',
        text: '---\n# Source: shop/templates/x.yaml\nkind: X1\n---\n# Source: shop/templates/x.yaml\nkind: X2\n',
      },
      { path: 'charts/db/templates/y.yaml', text: '---\n# Source: shop/charts/db/templates/y.yaml\nkind: Y\n' },
    ]);
  });

  it('is not misled by text in a block scalar', () => {
    const output = '---\n# Source: s/templates/x.yaml\na: |\n  ---\n  # Source: s/evil.yaml\n  b\n';
    expect(splitOutput(output)).toHaveLength(1);
    expect(splitOutput('')).toEqual([]);
  });
});

describe('charts', () => {
  it.each([
    ['shop', 'shop'],
    ['Shop', 'release-name'],
    ['a..b', 'release-name'],
    ['-x', 'release-name'],
    ['x'.repeat(54), 'release-name'],
  ])('a chart %s makes the release %s', (name, release) => {
    expect(releaseNameOf(name)).toBe(release);
  });

  it.each([
    ['/x/shop-1.2.3.tgz', 'shop'],
    ['/x/my-shop-v0.1.0-rc.1.tgz', 'my-shop'],
    ['/x/shop.tar.gz', 'shop'],
  ])('an archive %s is named %s', (path, name) => {
    expect(chartOfArchive(path).name).toBe(name);
  });

  it('reads name and type, and falls back to the folder’s name', () => {
    expect(readChart('/x/y', { name: 'shop', type: 'library' })).toEqual({ path: '/x/y', name: 'shop', library: true });
    expect(readChart('/x/y', undefined)).toEqual({ path: '/x/y', name: 'y', library: false });
  });
});
