import type { KubeObject, SourceFile } from '../../model/cluster/index.ts';
import type { Path } from '../../model/json.ts';
import { lineIndex } from '../../model/yaml/index.ts';
import { regionOf } from './regions.ts';
import { composeOf } from './sheets.ts';
import type { Region } from './types.ts';

/** Says where a field of an object stands; undefined for what was not read from a file. */
export type FindPlace = (object: KubeObject, path: Path) => Region | undefined;

/** Documents and files whose trees and lines are held: chains go back and forth between a few of them. */
const MOST = 256;

/** What was used last, at most so many. */
function createRecent<T>(most: number): (key: string | number, make: () => T) => T {
  const recent = new Map<string | number, { readonly value: T }>();
  return (key, make) => {
    const entry = recent.get(key) ?? { value: make() };
    recent.delete(key);
    recent.set(key, entry);
    const [oldest] = recent.keys();
    if (recent.size > most && oldest !== undefined) recent.delete(oldest);
    return entry.value;
  };
}

/** Makes the look-up for a Cluster's files; documents are composed when first asked for, and held while they are asked for again. */
export function findPlaces(files: readonly SourceFile[]): FindPlace {
  const documents = createRecent<ReturnType<typeof composeOf>>(MOST);
  const lines = createRecent<ReturnType<typeof lineIndex>>(MOST);
  return (object, path) => {
    const { source } = object;
    const file = source === undefined ? undefined : files[source.file];
    if (source === undefined || file === undefined) return undefined;
    // All objects of a List stand in one document.
    const document = documents(`${source.file}:${source.document}`, () => composeOf(file, source));
    return regionOf(
      { file, document, lines: lines(source.file, () => lineIndex(file.text)), edits: new Map(), regions: new Map() },
      object,
      path,
    );
  };
}
