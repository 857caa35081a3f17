import type { Diagnostic } from '../../model/cluster/index.ts';
import {
  composeDocument,
  type LineIndex,
  lineIndex,
  locatePath,
  type Position,
  type YamlNode,
} from '../../model/yaml/index.ts';
import type { DocumentPlace, DraftDiagnostic, DraftPlace, FileDraft } from '../intake.ts';

/** Stands in a message for a second place. */
const PLACE = '$PLACE';

/** Trees and line lists of the texts at hand: one of each is kept, since diagnostics come text by text. */
interface Desk {
  file?: FileDraft;
  lines?: LineIndex;
  place?: DocumentPlace;
  tree?: YamlNode | undefined;
}

function positionOf(desk: Desk, at: DraftPlace): Position {
  const file = fileOf(at);
  if (desk.file !== file || desk.lines === undefined) {
    desk.file = file;
    desk.lines = lineIndex(file.text);
  }
  return desk.lines.position(offsetOf(desk, at));
}

function treeOf(desk: Desk, place: DocumentPlace): YamlNode | undefined {
  if (desk.place?.file !== place.file || desk.place.document !== place.document) {
    desk.place = place;
    desk.tree = composeDocument(place.file.text, {
      start: place.start,
      end: place.end,
      format: place.format,
    });
  }
  return desk.tree;
}

function offsetOf(desk: Desk, at: DraftPlace): number {
  if ('offset' in at) return at.offset;
  const tree = treeOf(desk, at.place);
  if (tree === undefined) return at.place.start;
  const located = locatePath(tree, at.path);
  const span = at.part === 'key' ? (located.key ?? located.value) : located.value;
  return span.start;
}

function fileOf(at: DraftPlace): FileDraft {
  return 'offset' in at ? at.file : at.place.file;
}

function locateOne(desk: Desk, draft: DraftDiagnostic): Diagnostic {
  const { severity, code, at, mentions, object } = draft;
  let { message } = draft;
  if (mentions !== undefined) {
    message = message.replace(PLACE, () => `${fileOf(mentions).path}:${positionOf(desk, mentions).line}`);
  }
  const place = at === undefined ? (draft.line === undefined ? {} : { line: draft.line }) : positionOf(desk, at);
  const file = at === undefined ? draft.file : fileOf(at).path;
  return {
    severity,
    code,
    message,
    ...(file === undefined ? {} : { file }),
    ...place,
    ...(object === undefined ? {} : { object }),
  };
}

/** Finds the lines of diagnostics, text by text, so that no more than one tree is held at a time. */
export function locateDiagnostics(drafts: readonly DraftDiagnostic[]): Diagnostic[] {
  const byFile = new Map<FileDraft | undefined, DraftDiagnostic[]>();
  for (const draft of drafts) {
    const file = draft.at === undefined ? undefined : fileOf(draft.at);
    const group = byFile.get(file);
    if (group === undefined) byFile.set(file, [draft]);
    else group.push(draft);
  }
  return [...byFile.values()].flatMap((group) => {
    const desk: Desk = {};
    return group.map((draft) => locateOne(desk, draft));
  });
}
