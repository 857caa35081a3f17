import { existsSync } from 'node:fs';
import path from 'node:path';

const knownFiles = new Map();

/** True when the file exists; remembered, since one run asks for the same doors thousands of times. */
export function fileExists(file) {
  let known = knownFiles.get(file);
  if (known === undefined) {
    known = existsSync(file);
    knownFiles.set(file, known);
  }
  return known;
}

/** The path below the repository with forward slashes, such as `src/model/json.ts`. */
export function repositoryPath(context, file) {
  return path.relative(context.cwd, file).split(path.sep).join('/');
}

/** The path of the file being linted when it is shipped code below `src/`, else undefined (tests may look anywhere). */
export function shippedPath(context) {
  const file = repositoryPath(context, context.filename);
  return file.startsWith('src/') && !file.endsWith('.test.ts') ? file : undefined;
}

/**
 * A visitor that calls `report(node, specifier, typeOnly)` for each module a file names: imports, re-exports, dynamic imports
 * and `import('…')` types.
 */
export function visitImports(report) {
  const visitStatic = (node) => {
    if (node.source) report(node.source, node.source.value, (node.importKind ?? node.exportKind) === 'type');
  };
  return {
    ImportDeclaration: visitStatic,
    ExportNamedDeclaration: visitStatic,
    ExportAllDeclaration: visitStatic,
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string') {
        report(node.source, node.source.value, false);
      }
    },
    TSImportType(node) {
      const literal = node.source ?? node.argument?.literal;
      if (typeof literal?.value === 'string') report(literal, literal.value, true);
    },
  };
}

/** A visitor for shipped files that resolves each relative import: `report(node, from, to, typeOnly)` gets repository paths. */
export function visitRelativeImports(context, report) {
  const from = shippedPath(context);
  if (from === undefined) return {};
  return visitImports((node, specifier, typeOnly) => {
    if (!specifier.startsWith('.')) return;
    const target = path.resolve(path.dirname(context.filename), specifier);
    report(node, from, repositoryPath(context, target), typeOnly);
  });
}
