/** Names that something made up: a hash, an id, a time or a number at the end says that the next one is another. */
const MADE_UP: readonly RegExp[] = [
  // generateName: five letters that spell nothing. https://github.com/kubernetes/apiserver/blob/master/pkg/storage/names/generate.go
  /-[bcdfghjklmnpqrstvwxz2456789]{5}$/,
  // The hash of a pod template, before such letters or at the end.
  /-[bcdfghjklmnpqrstvwxz2456789]{6,10}(?:-|$)/,
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i,
  // Hexadecimal of at least eight digits with a number in it, as events and digests have it.
  /(?:^|[-.])(?=[a-f]*\d)[0-9a-f]{8,}(?:$|[-.])/,
  // Times and counters: five digits and more.
  /\d{5,}/,
  /[-.]\d+$/,
];

/** Whether a name looks like one that was made up by a controller or a clock. `db-0` is one too: the next replica is another. */
export function isMadeUp(name: string): boolean {
  return MADE_UP.some((pattern) => pattern.test(name));
}
