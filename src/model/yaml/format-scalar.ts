import { resolvePlain } from './resolve.ts';
import type { YamlStyle } from './types.ts';

/** Characters that are themselves in a plain scalar wherever they stand, in block and in flow context. */
const PLAIN = /^[A-Za-z0-9_./$(^][A-Za-z0-9_./@+=~$()^;*&%!'"<>|\\ :#-]*$/;
const PLAIN_TROUBLE = /: |:$| #| $|^\.\.\.$/;
/** Text that some YAML reader takes for a number, a time or a constant, though go-yaml may not. */
const NUMBER_LIKE = /^[-+.]?[0-9][-+0-9a-fA-FxXoO_.:eETZ]*$/;
const NEEDS_ESCAPE = /[^ -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/;
const ESCAPED = /["\\]|[^ -~\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/gu;

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/**
 * Writes a scalar on one line so that go-yaml reads back exactly the value, in block and in flow context.
 * `style` is what is wished (that of the scalar replaced); plain is taken when it is safe and no quotes are wished,
 * double quotes when nothing else can carry the text. Half a surrogate pair, which no file can hold, becomes U+FFFD.
 */
export function formatScalar(value: string | number | bigint | boolean | null, style: YamlStyle = 'plain'): string {
  if (typeof value !== 'string') return Object.is(value, -0) ? '0' : String(value);
  if (style === 'single' && !NEEDS_ESCAPE.test(value)) return `'${value.replaceAll("'", "''")}'`;
  if (style !== 'double' && style !== 'single' && isSafePlain(value)) return value;
  return `"${value.replaceAll(ESCAPED, escapeChar)}"`;
}

/** Whether the text may stand without quotes as a value or a key, in block and in flow context. */
export function isSafePlain(text: string): boolean {
  if (!PLAIN.test(text) || PLAIN_TROUBLE.test(text) || NUMBER_LIKE.test(text)) return false;
  return resolvePlain(text).type === 'str';
}

function escapeChar(char: string): string {
  const short = SHORT_ESCAPES.get(char);
  if (short !== undefined) return short;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0x10000) return char;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
