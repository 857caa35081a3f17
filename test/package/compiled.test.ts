import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildMerlon, ROOT } from '../cli/run-merlon.ts';
import { watchLoads } from './watch-loads.ts';

const DIST = join(ROOT, 'dist');
const FORMS = join('compiled', `${process.version}-${process.platform}-${process.arch}`);
const SCAN = ['scan', 'examples/shop', '--fail-on', 'never'];

describe('the compiled forms that a build keeps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'merlon-compiled-'));
  const dist = join(folder, 'dist');
  let text = '';

  beforeAll(async () => {
    await buildMerlon();
    text = watchLoads(SCAN).out;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** A copy of the program with other forms. */
  function change(edit: (file: string, files: readonly string[]) => void): string {
    rmSync(dist, { recursive: true, force: true });
    cpSync(DIST, dist, { recursive: true });
    const files = readdirSync(join(dist, FORMS)).map((name) => join(dist, FORMS, name));
    for (const file of files) edit(file, files);
    return dist;
  }

  it.each([['--help'], ['explain', 'host-pid'], ['checks', '-o', 'json'], SCAN])(
    'are taken by this Node.js: %s %s',
    (...args) => {
      const { taken } = watchLoads(args);
      expect(taken.length).toBeGreaterThanOrEqual(2);
      for (const { file, compiled, rejected } of taken) {
        expect(compiled, file).toBe(true);
        expect(rejected, file).toBe(false);
      }
    },
  );

  it('are not needed: without them the program reads its text', () => {
    const without = change((file) => rmSync(file));
    expect(watchLoads(SCAN, without).out).toBe(text);
    rmSync(join(without, 'compiled'), { recursive: true });
    const { out, taken } = watchLoads(SCAN, without);
    expect(out).toBe(text);
    expect(taken.length).toBeGreaterThanOrEqual(2);
    expect(taken.filter(({ compiled }) => compiled)).toEqual([]);
  });

  it.each([
    ['empty', () => Buffer.alloc(0)],
    ['cut off', (form: Buffer) => form.subarray(0, form.length / 2)],
    ['something else', () => Buffer.from('not a code cache, and longer than the head of one is')],
  ])('are passed over when they are %s', (_, damage) => {
    const { out, taken } = watchLoads(
      SCAN,
      change((file) => writeFileSync(file, damage(readFileSync(file)))),
    );
    expect(out).toBe(text);
    for (const { file, rejected } of taken) expect(rejected, file).toBe(true);
  });

  it('are passed over when they are of another text', () => {
    const originals = new Map<string, Buffer>();
    const rotated = change((file, files) => {
      originals.set(file, readFileSync(file));
      const other = files[(files.indexOf(file) + 1) % files.length] ?? file;
      writeFileSync(file, originals.get(other) ?? readFileSync(other));
    });
    const { out, taken } = watchLoads(SCAN, rotated);
    expect(out).toBe(text);
    for (const { file, rejected } of taken) expect(rejected, file).toBe(true);
  });

  it('are passed over under flags for which they were not made', () => {
    const { out, taken } = watchLoads(SCAN, DIST, ['--no-lazy']);
    expect(out).toBe(text);
    expect(taken.length).toBeGreaterThan(0);
    for (const { file, rejected } of taken) expect(rejected, file).toBe(true);
  });
});
