/**
 * The plural name of a kind as roles and URLs have it, by the rule that Kubernetes itself guesses with (`meta.UnsafeGuessKindToResource`); right for all its own
 * kinds. Where discovery is at hand, that is to be asked instead.
 */
export function guessResource(kind: string): string {
  const single = kind.toLowerCase();
  if (single === 'endpoints') return single;
  if (single.endsWith('s')) return `${single}es`;
  return single.endsWith('y') ? `${single.slice(0, -1)}ies` : `${single}s`;
}
