/** A word of a command line that a POSIX shell takes as it stands: names of a cluster may hold what it would act on. */
export function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
