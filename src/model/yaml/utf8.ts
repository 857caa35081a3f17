/** UTF-8 bytes of a stretch of text; each half of a surrogate pair counts two, so that strides may cut a pair. A lone half counts two as well. */
export function countUtf8Bytes(text: string, start: number, end: number): number {
  let count = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) count += 1;
    else count += code < 0x800 || (code >= 0xd800 && code <= 0xdfff) ? 2 : 3;
  }
  return count;
}

/** The bytes as text, each byte that is not part of a UTF-8 character as U+FFFD, as Go's JSON encoder writes them. */
export function decodeUtf8(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let decoded = '';
  for (let at = 0; at < bytes.length;) {
    const width = characterWidth(bytes, at);
    decoded += width === 0 ? '\ufffd' : decoder.decode(bytes.subarray(at, at + width));
    at += Math.max(width, 1);
  }
  return decoded;
}

/** For each first byte from which on: the length of the character, and what its second byte may be. */
const LEADS: readonly (readonly [from: number, width: number, lowest: number, highest: number])[] = [
  [0xf5, 0, 0, 0],
  [0xf4, 4, 0x80, 0x8f],
  [0xf1, 4, 0x80, 0xbf],
  [0xf0, 4, 0x90, 0xbf],
  [0xee, 3, 0x80, 0xbf],
  [0xed, 3, 0x80, 0x9f],
  [0xe1, 3, 0x80, 0xbf],
  [0xe0, 3, 0xa0, 0xbf],
  [0xc2, 2, 0x80, 0xbf],
  [0x80, 0, 0, 0],
  [0, 1, 0, 0],
];

/** Length of the UTF-8 character at an offset; 0 when there is none. */
function characterWidth(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  const [, width, lowest, highest] = LEADS.find(([from]) => lead >= from) ?? [0, 0, 0, 0];
  if (width < 2) return width;
  const second = bytes[at + 1] ?? 0;
  if (second < lowest || second > highest) return 0;
  for (let i = 2; i < width; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return width;
}
