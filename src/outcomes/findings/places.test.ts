import { describe, expect, it } from 'vitest';
import { createCluster, fileWorlds } from '../../model/cluster/index.ts';
import { NEWEST_MINOR } from '../../model/kube/index.ts';
import { loadManifests } from '../../sources/index.ts';
import { findPlaces } from './places.ts';

const COUNT = 2000;

async function listOf(count: number): ReturnType<typeof loadManifests> {
  const item = (i: number): string =>
    `- apiVersion: v1\n  kind: ServiceAccount\n  metadata:\n    name: sa-${i}\n    namespace: shop\n`;
  const text = `apiVersion: v1\nkind: List\nitems:\n${Array.from({ length: count }, (_, i) => item(i)).join('')}`;
  return loadManifests({
    targets: ['-'],
    cwd: '/',
    kubernetesMinor: NEWEST_MINOR,
    stdin: (async function* () {
      yield Buffer.from(text);
    })(),
    env: {},
  });
}

describe('places', () => {
  it('of thousands of objects in one List are found without reading it thousands of times', async () => {
    const { objects, files } = await listOf(COUNT);
    const cluster = createCluster({
      name: '',
      origin: 'files',
      version: { minor: NEWEST_MINOR, from: 'default' },
      objects,
      worlds: fileWorlds(true),
      files,
      diagnostics: [],
      extraTemplates: {},
    });
    const findPlace = findPlaces(cluster.files);
    const lines = cluster.objects.map((object) => {
      const place = findPlace(object, ['metadata', 'name']);
      return (place?.startLine ?? 0) === 7 + 5 * Number(object.ref.name.slice(3));
    });
    expect(lines).toHaveLength(COUNT);
    expect(lines.every(Boolean)).toBe(true);
  });

  it('of an object that was read from no file are unknown', () => {
    expect(findPlaces([])({ source: undefined } as Parameters<ReturnType<typeof findPlaces>>[0], [])).toBeUndefined();
  });
});
