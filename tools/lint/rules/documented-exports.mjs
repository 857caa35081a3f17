import { shippedPath } from './source-files.mjs';

/** True when a JSDoc comment ends on the line before the statement (or on its line). */
function hasDocComment(sourceCode, statement) {
  const comment = sourceCode.getCommentsBefore(statement).at(-1);
  if (comment === undefined || comment.type !== 'Block' || !comment.value.startsWith('*')) return false;
  return statement.loc.start.line - comment.loc.end.line <= 1;
}

function declaredNames(declaration) {
  if (declaration.type === 'VariableDeclaration')
    return declaration.declarations.map(({ id }) => id.name ?? 'a destructured name');
  return [declaration.id?.name ?? 'an unnamed export'];
}

/** The statements of the file by the names they declare, for `export { name }`. */
function declarationsByName(program) {
  const statements = program.body.filter(
    ({ type }) => type.endsWith('Declaration') && !/^(?:Import|Export)/.test(type),
  );
  return new Map(statements.flatMap((statement) => declaredNames(statement).map((name) => [name, statement])));
}

/** Each export with the statement whose comment documents it; re-exports are documented where they are declared. */
function exportsOf(program) {
  const declarations = declarationsByName(program);
  return program.body
    .filter(({ type, source }) => type === 'ExportNamedDeclaration' && !source)
    .flatMap((statement) => {
      if (statement.declaration) return declaredNames(statement.declaration).map((name) => ({ name, statement }));
      return statement.specifiers
        .map(({ local }) => ({ name: local.name, statement: declarations.get(local.name) }))
        .filter((item) => item.statement !== undefined);
    });
}

/** A function with overloads is documented once, at its first signature. */
function firstOfEachName(exported) {
  const seen = new Map();
  for (const item of exported) if (!seen.has(item.name)) seen.set(item.name, item);
  return [...seen.values()];
}

/** Every function, constant, type and class that a shipped file exports has a doc comment right before it. */
export const documentedExports = {
  meta: { type: 'suggestion' },
  create(context) {
    if (shippedPath(context) === undefined) return {};
    return {
      Program(program) {
        for (const { name, statement } of firstOfEachName(exportsOf(program))) {
          if (hasDocComment(context.sourceCode, statement)) continue;
          context.report({
            node: statement,
            message: `Documented exports: ${name} needs a doc comment right before it.`,
          });
        }
      },
    };
  },
};
