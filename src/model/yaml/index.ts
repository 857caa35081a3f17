export { composeDocument, type DocumentPlace, readDocuments, type ReadOptions } from './documents.ts';
export { formatScalar, isSafePlain } from './format-scalar.ts';
export { type LineIndex, lineIndex, type Position } from './lines.ts';
export { locatePath } from './locate.ts';
export type {
  LocatedPath,
  Span,
  SpanPart,
  YamlAlias,
  YamlDocument,
  YamlMap,
  YamlNode,
  YamlNodeBase,
  YamlPair,
  YamlProblem,
  YamlProblemCode,
  YamlScalar,
  YamlSeq,
  YamlStyle,
} from './types.ts';
