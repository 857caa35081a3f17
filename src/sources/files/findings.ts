import { posix } from 'node:path';
import { compareText, formatRef, type KubeObject, refKey } from '../../model/cluster/index.ts';
import { formatPath, type Path } from '../../model/json.ts';
import type { DocumentPlace, DraftDiagnostic, DraftPlace, DroppedField, FileDraft, UnfilledName } from '../intake.ts';

function placeOf(object: KubeObject, drafts: readonly FileDraft[]): DocumentPlace | undefined {
  const file = drafts[object.source?.file ?? -1];
  if (object.source === undefined || file === undefined) return undefined;
  const { document, start, end } = object.source;
  return { file, document, start, end, format: file.format };
}

function at(object: KubeObject, drafts: readonly FileDraft[], path: Path): { readonly at?: DraftPlace } {
  const place = placeOf(object, drafts);
  return place === undefined
    ? {}
    : { at: { place, path: [...(object.source?.pointer ?? []), ...path], part: 'value' } };
}

/** One diagnostic for each field that the API server would refuse; the object is judged all the same. */
export function reportInvalid(
  objects: readonly KubeObject[],
  drafts: readonly FileDraft[],
): readonly DraftDiagnostic[] {
  return objects.flatMap((object) =>
    object.invalid.map((problem) => ({
      severity: 'warning' as const,
      code: 'invalid-field',
      message: `the API server would reject this object: ${formatPath(problem.path)}: ${problem.message}`,
      ...at(object, drafts, problem.path),
      object: object.ref,
    })),
  );
}

function withoutIndexes(path: Path): string {
  return formatPath(path.map((step) => (typeof step === 'number' ? '*' : step))).replaceAll('["*"]', '[]');
}

interface Placed {
  readonly place: DocumentPlace;
  readonly pointer: Path;
  readonly fieldPath: Path;
}

function pathOf({ pointer, fieldPath }: Placed): Path {
  return [...pointer, ...fieldPath];
}

function comparePlaces(a: Placed, b: Placed): number {
  return (
    compareText(a.place.file.path, b.place.file.path) ||
    a.place.start - b.place.start ||
    compareText(formatPath(pathOf(a)), formatPath(pathOf(b)))
  );
}

/** The members of each group: the first one by place, and how many. */
function gather<T extends Placed>(
  all: readonly T[],
  keyOf: (one: T) => string,
): readonly { readonly first: T; readonly count: number }[] {
  const groups = new Map<string, { first: T; count: number }>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: one, count: 1 });
    else {
      group.count++;
      if (comparePlaces(one, group.first) < 0) group.first = one;
    }
  }
  return [...groups.values()];
}

/** Fields that the API server would drop, each kind and path once, with how often and where first. */
export function countDropped(dropped: readonly DroppedField[]): readonly DraftDiagnostic[] {
  const groups = gather(dropped, ({ gk, fieldPath }) => `${gk} ${withoutIndexes(fieldPath)}`);
  return groups.map(({ first, count }) => ({
    severity: 'warning' as const,
    code: 'unknown-field',
    message: `${first.gk} has no field ${formatPath(first.fieldPath)}; the API server would drop it, so it is ignored${count === 1 ? '' : ` (${count} times in all)`}`,
    at: { place: first.place, path: pathOf(first), part: 'key' as const },
  }));
}

/** Templates that were not rendered: one diagnostic for a file alone, one for all those of a folder. */
export function countTemplates(
  templates: readonly { readonly path: string; readonly named: boolean }[],
): readonly DraftDiagnostic[] {
  const folders = new Map<string, { readonly path: string; readonly named: boolean }[]>();
  for (const one of templates) {
    // One that was asked for by name is an error of its own.
    const key = one.named ? one.path : posix.dirname(one.path);
    folders.set(key, [...(folders.get(key) ?? []), one]);
  }
  return [...folders].map(([folder, inside]) => {
    const named = inside.some((one) => one.named);
    const [only] = inside;
    const file = inside.length === 1 && only !== undefined ? only.path : folder;
    const what =
      inside.length === 1
        ? `${file} is a template that was not rendered`
        : `${inside.length} files in ${folder} are templates that were not rendered`;
    const message = `${what}, so its objects were left out. Name the chart's folder if it is Helm's, or pipe what the template gives: … | merlon scan -`;
    return { severity: named ? ('error' as const) : ('warning' as const), code: 'unrendered-template', message, file };
  });
}

/** Names with variables that nobody filled in: one diagnostic for each folder. The objects are judged: what a variable stands for is seldom what is weak. */
export function countUnfilled(unfilled: readonly UnfilledName[]): readonly DraftDiagnostic[] {
  const groups = gather(unfilled, ({ place }) => posix.dirname(place.file.path));
  return groups.map(({ first, count }) => ({
    severity: 'warning' as const,
    code: 'unfilled-variable',
    message: `${first.variable} stands in a name here and was not filled in${count === 1 ? '' : `, and so it is with ${count - 1} more in this folder`}. Judged as it is written; pipe what will be applied for more: envsubst … | merlon scan -`,
    at: { place: first.place, path: pathOf(first), part: 'value' as const },
  }));
}

/** Objects that are defined more than once: one note for each two files, naming the first object and both places. */
export function reportDuplicates(
  objects: readonly KubeObject[],
  drafts: readonly FileDraft[],
): readonly DraftDiagnostic[] {
  const pairs = new Map<string, { readonly first: KubeObject; readonly again: KubeObject; count: number }>();
  const seen = new Map<string, KubeObject>();
  for (const object of objects) {
    if (object.ref.name === '' || object.ref.name.endsWith('*')) continue;
    const key = refKey(object.ref);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, object);
      continue;
    }
    const pairKey = `${first.source?.file} ${object.source?.file}`;
    const pair = pairs.get(pairKey);
    if (pair === undefined) pairs.set(pairKey, { first, again: object, count: 1 });
    else pair.count++;
  }
  return [...pairs.values()].map((pair) => duplicateNote(pair, drafts));
}

function duplicateNote(
  pair: { readonly first: KubeObject; readonly again: KubeObject; readonly count: number },
  drafts: readonly FileDraft[],
): DraftDiagnostic {
  const { first, again, count } = pair;
  const place = placeOf(first, drafts);
  const more =
    count === 1 ? '' : `, and so ${count === 2 ? 'is 1 more object' : `are ${count - 1} more objects`} of these files`;
  return {
    severity: 'note',
    code: 'duplicate-object',
    message: `${formatRef(again.ref)} is defined here and in $PLACE${more}. Each is judged; applied in order, the later one stays`,
    ...(place === undefined ? {} : { mentions: { place, path: first.source?.pointer ?? [], part: 'value' as const } }),
    ...at(again, drafts, []),
    object: again.ref,
  };
}
