import type { KubeObject, SourceFile } from '../../model/cluster/index.ts';
import type { Path } from '../../model/json.ts';
import { regionOf } from './regions.ts';
import { openSheets } from './sheets.ts';
import type { Region } from './types.ts';

/** Says where a field of an object stands; undefined for what was not read from a file. */
export type FindPlace = (object: KubeObject, path: Path) => Region | undefined;

/** Makes the look-up for a Cluster's files; each object's document is composed once. */
export function findPlaces(files: readonly SourceFile[]): FindPlace {
  const known = new Map<KubeObject, ReturnType<ReturnType<typeof openSheets>['open']>>();
  return (object, path) => {
    if (object.source === undefined) return undefined;
    if (!known.has(object)) known.set(object, openSheets(files, [object]).open(object));
    const sheet = known.get(object);
    return sheet === undefined ? undefined : regionOf(sheet, object, path);
  };
}
