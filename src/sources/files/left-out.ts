import { compareText } from '../../model/cluster/index.ts';
import { type LoadContext, report } from '../intake.ts';
import { displayPath } from './paths.ts';
import type { LeftOut } from './walk.ts';

function countOf(count: number, one: string, many: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
}

/** One note for each ignore file, with how much it left out: files that are named like manifests, and folders, each counted as one. */
export function reportLeftOut(context: LoadContext, leftOut: readonly LeftOut[]): void {
  const files = new Map<string, Map<string, LeftOut['kind']>>();
  for (const { path, kind, by } of leftOut) {
    let known = files.get(by);
    if (known === undefined) files.set(by, (known = new Map<string, LeftOut['kind']>()));
    known.set(path, kind);
  }
  for (const [by, entries] of [...files].toSorted(([a], [b]) => compareText(a, b))) {
    const file = displayPath(context.cwd, by);
    const kinds = [...entries.values()];
    const counts = [
      ...countOf(
        kinds.filter((kind) => kind === 'file').length,
        'file named like a manifest',
        'files named like manifests',
      ),
      ...countOf(kinds.filter((kind) => kind === 'folder').length, 'folder', 'folders'),
    ];
    report(context, {
      severity: 'note',
      code: 'left-out',
      message: `left out by this file: ${counts.join(' and ')}; --no-ignore has all of it read`,
      file,
    });
  }
}
