import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { clusterOf, objectOf } from '../../../../test/support/objects.ts';
import { snapshotLines } from '../../../model/cluster/index.ts';
import { loadSnapshot, saveSnapshot } from './snapshot-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'merlon-snapshot-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MIB = 1024 * 1024;
const cluster = clusterOf(
  ['a', 'ünï', 'c'].map((name) =>
    objectOf({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { name } }),
  ),
);

function write(text: string): string {
  const file = join(folder, 's.snap');
  writeFileSync(file, gzipSync(text));
  return file;
}

describe('a snapshot file', () => {
  it('is read as it was saved', async () => {
    const file = join(folder, 'whole.snap');
    await saveSnapshot(file, cluster, { complete: true });
    const again = await loadSnapshot(file);
    expect([...snapshotLines(again.cluster, again.extra)]).toEqual([...snapshotLines(cluster, { complete: true })]);
  });

  it.each([
    ['a line that is too long', `{}\n${'x'.repeat(MIB + 1)}\n`, /line 2 is larger than 1 MiB/],
    ['more than the whole may be', `${'x'.repeat(1000)}\n`.repeat(3 * 1024), /unpacks to more than 2 MiB/],
  ])('is refused for %s', async (_what, text, message) => {
    await expect(loadSnapshot(write(text), { line: 1, all: 2 })).rejects.toMatchObject({
      name: 'CliError',
      exitCode: 3,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each([0.3, 0.6, 0.95])('is refused when its end is missing, at %d', async (part) => {
    const lines = [...snapshotLines(cluster)];
    const file = write(`${lines.slice(0, Math.max(1, Math.floor(lines.length * part))).join('\n')}\n`);
    await expect(loadSnapshot(file)).rejects.toThrow(/cut off/);
  });

  it('whose gzip ends too soon is refused', async () => {
    const file = join(folder, 'cut.snap');
    const bytes = gzipSync([...snapshotLines(cluster)].join('\n'));
    writeFileSync(file, bytes.subarray(0, bytes.length - 20));
    await expect(loadSnapshot(file)).rejects.toThrow(/cannot read the snapshot .*cut\.snap: unexpected end of file/);
  });
});
