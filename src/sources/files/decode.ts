import { isAscii, isUtf8 } from 'node:buffer';

/** Text that was read from bytes, or why it could not be. `line` is where the bytes stop being UTF-8, from 1. */
export type Decoded =
  | { readonly text: string }
  | { readonly problem: 'utf-16' | 'binary' }
  | { readonly problem: 'not-utf-8'; readonly line: number };

function startsWith(bytes: Buffer, ...wanted: readonly number[]): boolean {
  return wanted.every((byte, i) => bytes[i] === byte);
}

/** UTF-16 with a byte order mark, or without one when the first character is ASCII. */
function isUtf16(bytes: Buffer): boolean {
  if (startsWith(bytes, 0xff, 0xfe) || startsWith(bytes, 0xfe, 0xff)) return true;
  const zeros = [...bytes.subarray(0, 4)].map((byte) => (byte === 0 ? '0' : 'x')).join('');
  return zeros === '0x0x' || zeros === 'x0x0';
}

function lineOfBadByte(bytes: Buffer): number {
  const text = bytes.toString('utf8');
  const bad = text.indexOf('\uFFFD');
  return text.slice(0, bad).split('\n').length;
}

/**
 * Reads bytes as UTF-8, strictly; a byte order mark stays in the text so that offsets are the file's.
 * kubectl reads UTF-8 only, though YAML allows UTF-16 too (https://yaml.org/spec/1.2.2/#52-character-encodings).
 */
export function decodeText(bytes: Buffer): Decoded {
  if (isAscii(bytes))
    return bytes.includes(0) ? { problem: isUtf16(bytes) ? 'utf-16' : 'binary' } : { text: bytes.toString('latin1') };
  if (isUtf16(bytes)) return { problem: 'utf-16' };
  if (bytes.includes(0)) return { problem: 'binary' };
  if (!isUtf8(bytes)) return { problem: 'not-utf-8', line: lineOfBadByte(bytes) };
  return { text: bytes.toString('utf8') };
}
