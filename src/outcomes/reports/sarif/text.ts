/**
 * Writes text so that a SARIF viewer shows it as it is: braces would be placeholders, brackets links.
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/sarif-v2.1.0-os.html#_Toc34317459
 */
export function escapeMessage(text: string): string {
  return text.replace(/[{}]/g, '$&$&').replace(/\[(?=[^\]]*\]\()/g, '\\[');
}

/** Characters of a path that a URI takes as they are. */
const UNRESERVED = /[^A-Za-z0-9\-._~/!$&'()*+,;=@]/gu;

/** Half a surrogate pair has no UTF-8; with the `u` flag only such a half is one code unit in their range. */
function encode(character: string): string {
  return encodeURIComponent(/^[\ud800-\udfff]$/u.test(character) ? '\ufffd' : character);
}

/**
 * A file's path as a URI reference (RFC 3986): relative paths stay relative, absolute ones get `file://`, and standard input is `stdin`.
 */
export function toUri(path: string): string {
  if (path === '-') return 'stdin';
  const encoded = path.replaceAll('\\', '/').replace(UNRESERVED, encode);
  if (/^[A-Za-z]:\//.test(path.replaceAll('\\', '/'))) return `file:///${encoded}`;
  return encoded.startsWith('/') ? `file://${encoded}` : encoded;
}
