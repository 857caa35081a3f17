import { describe, expect, it } from 'vitest';
import { decodeText } from './decode.ts';

describe('decodeText', () => {
  it('reads ASCII and UTF-8, and keeps a byte order mark so that offsets are the file’s', () => {
    expect(decodeText(Buffer.from('a: b\n'))).toEqual({ text: 'a: b\n' });
    expect(decodeText(Buffer.from('a: ü😀\n'))).toEqual({ text: 'a: ü😀\n' });
    expect(decodeText(Buffer.from('\uFEFFa: b'))).toEqual({ text: '\uFEFFa: b' });
    expect(decodeText(Buffer.alloc(0))).toEqual({ text: '' });
  });

  it.each([
    ['little-endian with a mark', Buffer.from('\uFEFFkind: Pod', 'utf16le')],
    ['little-endian without a mark', Buffer.from('kind: Pod', 'utf16le')],
    ['big-endian with a mark', Buffer.from('\uFEFFkind: Pod', 'utf16le').swap16()],
    ['big-endian without a mark', Buffer.from('kind: Pod', 'utf16le').swap16()],
  ])('knows UTF-16, %s', (_name, bytes) => {
    expect(decodeText(bytes)).toEqual({ problem: 'utf-16' });
  });

  it('knows binary data, ASCII or not', () => {
    expect(decodeText(Buffer.from([0x41, 0x42, 0x43, 0, 0x44]))).toEqual({ problem: 'binary' });
    expect(decodeText(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0, 0, 0]))).toEqual({ problem: 'binary' });
  });

  it('names the line where bytes stop being UTF-8', () => {
    expect(decodeText(Buffer.from([0x61, 0x3a, 0x0a, 0x62, 0xe9, 0x0a]))).toEqual({ problem: 'not-utf-8', line: 2 });
  });
});
