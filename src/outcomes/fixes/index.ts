export type { EditRequest, RenderedEdits, TextEdit } from './types.ts';
export { type EditDocument, openDocument } from './edit-document.ts';
export { proveEdits, renderEdits } from './render.ts';
export { formatObject, renderAdded } from './added.ts';
export { applyEdits } from './text-edits.ts';
export { diffLines, type DiffLine, type DiffOptions, type Hunk } from './line-diff.ts';
export { type BlockStyle, formatYaml } from './format-yaml.ts';
