import type { ObjectSource, PathOp, SourceFile } from '../../model/cluster/index.ts';
import type { EditDocument } from './edit-document.ts';

/** One replacement in a text: UTF-16 offsets into the text as it was, `end` exclusive; `start === end` inserts. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Edits of one file, ascending and not overlapping, or the reason why its bytes are left alone (a clause, no full stop). */
export type RenderedEdits =
  | { readonly kind: 'edits'; readonly edits: readonly TextEdit[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** What to do to one object, and where it was read. */
export interface EditRequest {
  readonly file: SourceFile;
  readonly source: ObjectSource;
  /** Paths start at the object's root. */
  readonly ops: readonly PathOp[];
  /** The source's document when the caller has opened it already: composing costs more than editing. */
  readonly document?: EditDocument;
}
