/** Unions of string literals instead of enums: they need no runtime object and narrow the same way. */
export const noEnum = {
  meta: { type: 'suggestion' },
  create: (context) => ({
    TSEnumDeclaration(node) {
      context.report({ node, message: `No enum: write ${node.id.name} as a union of string literals.` });
    },
  }),
};
