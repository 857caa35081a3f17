import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildMerlon } from '../cli/run-merlon.ts';
import { watchLoads } from './watch-loads.ts';

const LIGHT = [['--help'], ['explain', 'host-pid'], ['checks'], ['checks', '-o', 'json'], ['completion', 'bash']];
const SCAN = ['scan', 'examples/shop', '--fail-on', 'never'];

const textOf = (file: string): string => readFileSync(file, 'utf8');
const kibOf = (files: readonly string[]): number => files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024;

describe('what the program loads', () => {
  beforeAll(buildMerlon);

  it.each(LIGHT)('%s %s: no judge', (...args) => {
    const files = watchLoads(args).taken.map(({ file }) => file);
    expect(kibOf(files)).toBeLessThan(160);
    for (const file of files) expect(textOf(file), basename(file)).not.toContain('judgeTemplate');
  });

  it.each([...LIGHT, SCAN])('%s %s: no streams, and no module of Node.js that is asked for nothing', (...args) => {
    const { modules } = watchLoads(args);
    for (const one of ['stream', 'net', 'os', 'fs/promises', 'timers/promises', 'child_process'])
      expect(modules).not.toContain(`NativeModule ${one}`);
  });

  it('scan: its judges, with few files, and cryptography only where fingerprints are made', () => {
    const { taken, modules } = watchLoads(SCAN);
    const files = taken.map(({ file }) => file);
    expect(files.some((file) => textOf(file).includes('judgeTemplate'))).toBe(true);
    expect(files.length).toBeLessThanOrEqual(6);
    // What only other commands use is in theirs, though it goes through the same doors.
    for (const file of files)
      expect(textOf(file), basename(file)).not.toMatch(
        /function (?:planLeastPrivilege|reviewAccess|diffAccess|canRequest)\b/,
      );
    expect(modules).not.toContain('NativeModule crypto');
    expect(watchLoads([...SCAN, '-o', 'json']).modules).toContain('NativeModule crypto');
  });
});
