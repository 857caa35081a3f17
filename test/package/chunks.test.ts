import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMerlon, ROOT } from '../cli/run-merlon.ts';

const DIST = join(ROOT, 'dist');

/** The files that are loaded before a command's own first line: its chunk, the entry, and all that they import but not what they import later. */
function loadedFor(command: string): readonly string[] {
  const chunk = readdirSync(DIST).find((name) => name.startsWith(`${command}-`) && name.endsWith('.js'));
  if (chunk === undefined) throw new Error(`dist/ has no chunk of ${command}`);
  const loaded = new Set(['merlon.js', chunk]);
  for (const name of loaded)
    for (const [, one = ''] of readFileSync(join(DIST, name), 'utf8').matchAll(/(?:from|import)"\.\/([^"]+)"/g))
      loaded.add(one);
  return [...loaded];
}

function kibOf(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + statSync(join(DIST, name)).size, 0) / 1024;
}

describe('the chunks of the program', () => {
  beforeAll(buildMerlon);

  it.each(['explain', 'checks', 'completion'])('%s loads no judge', (command) => {
    const names = loadedFor(command);
    expect(kibOf(names)).toBeLessThan(160);
    for (const name of names) expect(readFileSync(join(DIST, name), 'utf8'), name).not.toContain('judgeTemplate');
  });

  it('scan loads its judges with few files', () => {
    const names = loadedFor('scan');
    expect(names.some((name) => readFileSync(join(DIST, name), 'utf8').includes('judgeTemplate'))).toBe(true);
    expect(names.length).toBeLessThanOrEqual(5);
  });

  it('cryptography is asked for late where reports are made', () => {
    const names = loadedFor('scan');
    for (const name of names) expect(readFileSync(join(DIST, name), 'utf8'), name).not.toContain('from"node:crypto"');
  });
});
