import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatJson } from './index.ts';

const SOURCES = join(import.meta.dirname, '../..');

describe('formatJson', () => {
  it.each(['\u009b2J', '\u202eevil', '\u200b', '\ufeff', '\u007f', '\u2028'])(
    'writes %j as an escape of the same value',
    (text) => {
      const json = formatJson({ name: text, [text]: 1 });
      expect(json).not.toContain(text);
      expect(JSON.parse(json)).toEqual({ name: text, [text]: 1 });
    },
  );

  it('leaves what people read alone', () => {
    expect(formatJson({ name: 'grün · 名' })).toBe('{\n  "name": "grün · 名"\n}\n');
  });

  it('is what every command prints indented documents with', () => {
    const names = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
    const written = names.filter((name) => /^(?:apps|outcomes)\b.*(?<!test)\.ts$/.test(name.replaceAll('\\', '/')));
    const others = written.filter((name) =>
      /JSON\.stringify\([^\n]*, (?:null|undefined), 2\)/.test(readFileSync(join(SOURCES, name), 'utf8')),
    );
    expect(others.map((name) => name.replaceAll('\\', '/')).toSorted()).toEqual([
      // Escaped where its chunks are joined.
      'outcomes/reports/json/write-json.ts',
      'outcomes/text/json.ts',
    ]);
  });
});
