import { isObject, type Json, type JsonObject, stringifyJson } from '../json.ts';
import { type Cluster, type ClusterInput, createCluster } from './cluster.ts';
import { groupKind } from './refs.ts';
import type { Diagnostic, FieldProblem, KubeObject, ObjectSource, Ref, SourceFile } from './types.ts';

/** The format's name and version, first thing in every snapshot. */
export const SNAPSHOT_FORMAT = 'merlon.dev/snapshot/v1';

/** A snapshot that cannot be read; the message says what is wrong and in which line. */
export class SnapshotError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SnapshotError';
  }
}

/** How many lines of each kind follow the header: a snapshot that was cut off reads like a smaller one. */
interface Counts {
  readonly files: number;
  readonly objects: number;
  readonly diagnostics: number;
}

function countsOf({ files, objects, diagnostics }: Pick<ClusterInput, 'files' | 'objects' | 'diagnostics'>): Counts {
  return { files: files.length, objects: objects.length, diagnostics: diagnostics.length };
}

function plain(value: unknown): Json {
  return value as Json;
}

/**
 * Writes a Cluster as lines of NDJSON: a header, then files, objects and diagnostics. `extra` travels in the header for the caller.
 * Values of Secrets are not in a Cluster, so they are not in its snapshot.
 */
export function* snapshotLines(cluster: Cluster, extra: JsonObject = {}): Iterable<string> {
  const { name, origin, version, worlds, extraTemplates, unread } = cluster;
  const counts = countsOf(cluster);
  const header = { format: SNAPSHOT_FORMAT, name, origin, version, worlds, extraTemplates, extra, counts };
  yield stringifyJson(plain(unread === undefined ? header : { ...header, unread }));
  for (const file of cluster.files) yield stringifyJson(plain({ file }));
  for (const { ref, fidelity, source, invalid, data } of cluster.objects) {
    yield stringifyJson(
      plain({ object: { ref, fidelity, ...(source === undefined ? {} : { source }), invalid, data } }),
    );
  }
  for (const diagnostic of cluster.diagnostics) yield stringifyJson(plain({ diagnostic }));
}

interface StoredObject {
  readonly ref: Ref;
  readonly fidelity: KubeObject['fidelity'];
  readonly source?: ObjectSource;
  readonly invalid: readonly FieldProblem[];
  readonly data: JsonObject;
}

function restoreObject(value: JsonObject): KubeObject {
  const { ref, fidelity, source, invalid, data } = value as unknown as StoredObject;
  return { ref, gk: groupKind(ref.group, ref.kind), data, fidelity, source, invalid };
}

function restoreHeader(value: Json | undefined): {
  readonly input: Omit<ClusterInput, 'objects' | 'files' | 'diagnostics'>;
  readonly extra: JsonObject;
  readonly counts: Counts | undefined;
} {
  if (!isObject(value) || value['format'] !== SNAPSHOT_FORMAT) {
    throw new SnapshotError(
      `line 1: not a snapshot of format ${SNAPSHOT_FORMAT}; make one with \`merlon scan --save-snapshot\``,
    );
  }
  const { extra, counts, format: _format, ...input } = value;
  return {
    counts: isObject(counts) ? (counts as unknown as Counts) : undefined,
    input: input as unknown as Omit<ClusterInput, 'objects' | 'files' | 'diagnostics'>,
    extra: isObject(extra) ? extra : {},
  };
}

/** What a snapshot of an older Merlon cannot tell. */
const UNCOUNTED: Diagnostic = {
  severity: 'warning',
  code: 'snapshot-uncounted',
  message:
    'this snapshot does not say how much it holds, so that nobody can tell whether its end is missing; take it again with this version',
};

/** What is wrong with what was read: nothing, too little or too much, or nobody knows. Throws SnapshotError. */
function checkCounts(
  wanted: Counts | undefined,
  read: Pick<ClusterInput, 'files' | 'objects' | 'diagnostics'>,
): readonly Diagnostic[] {
  if (wanted === undefined) return [UNCOUNTED];
  const found = countsOf(read);
  for (const what of ['files', 'objects', 'diagnostics'] as const) {
    if (found[what] !== wanted[what])
      throw new SnapshotError(
        `it should hold ${wanted[what]} ${what} and holds ${found[what]}; the snapshot was cut off or changed, take it again`,
      );
  }
  return [];
}

/** Reads what {@link snapshotLines} wrote. `parse` reads one line of JSON with int64 exact. Throws SnapshotError. */
export function readSnapshot(
  lines: Iterable<string>,
  parse: (line: string) => Json | undefined,
): { readonly cluster: Cluster; readonly extra: JsonObject } {
  const files: SourceFile[] = [];
  const objects: KubeObject[] = [];
  const diagnostics: Diagnostic[] = [];
  let header: ReturnType<typeof restoreHeader> | undefined;
  let number = 0;
  for (const line of lines) {
    number++;
    if (line === '') continue;
    const value = parse(line);
    if (header === undefined) header = restoreHeader(value);
    else if (!isObject(value))
      throw new SnapshotError(`line ${number}: not a JSON object; the snapshot is damaged, take it again`);
    else if (isObject(value['object'])) objects.push(restoreObject(value['object']));
    else if (isObject(value['file'])) files.push(value['file'] as unknown as SourceFile);
    else if (isObject(value['diagnostic'])) diagnostics.push(value['diagnostic'] as unknown as Diagnostic);
    else
      throw new SnapshotError(
        `line ${number}: neither file, object nor diagnostic; the snapshot is of a newer format or damaged`,
      );
  }
  if (header === undefined) throw new SnapshotError('the snapshot is empty');
  const problems = checkCounts(header.counts, { files, objects, diagnostics });
  const cluster = createCluster({ ...header.input, files, objects, diagnostics: [...problems, ...diagnostics] });
  return { cluster, extra: header.extra };
}
