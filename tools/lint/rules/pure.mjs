import { builtinModules } from 'node:module';
import { shippedPath, visitImports } from './source-files.mjs';

const PURE_FLOORS = new Set(['model', 'engines', 'outcomes']);

/** Globals that read the outside world or change it. */
const IMPURE_GLOBALS = new Set([
  'process',
  'console',
  'fetch',
  'performance',
  'crypto',
  'global',
  'globalThis',
  'require',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'XMLHttpRequest',
  'WebSocket',
  '__dirname',
  '__filename',
]);

const IMPURE_MEMBERS = new Set(['Date.now', 'Math.random']);

function isBuiltin(specifier) {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** What of node:crypto hashes, and does nothing else. */
const HASHES = ['createHash', 'hash'];

/** Hashing is a pure function that happens to live in node:crypto; outcomes needs it for fingerprints. */
function isHashImport(floor, declaration) {
  if (floor !== 'outcomes' || declaration.type !== 'ImportDeclaration' || declaration.source.value !== 'node:crypto')
    return false;
  const imported = declaration.specifiers;
  return (
    imported.length > 0 && imported.every((item) => HASHES.includes(item.imported?.name) || item.importKind === 'type')
  );
}

/** The property read from an object where the identifier is that object, or undefined. */
function memberOf(identifier) {
  const { parent } = identifier;
  if (parent.type !== 'MemberExpression' || parent.object !== identifier) return undefined;
  return parent.property.name ?? parent.property.value;
}

/** `new Date(text)` only converts; `new Date()` and `Date()` read the clock. */
function readsClock(identifier) {
  const { parent } = identifier;
  if (parent.callee !== identifier) return false;
  return parent.type === 'CallExpression' || parent.arguments.length === 0;
}

/** What is impure about using the global `identifier` where it stands, or undefined. */
function impureUse(identifier) {
  const { name } = identifier;
  if (IMPURE_GLOBALS.has(name)) return name;
  const used = `${name}.${memberOf(identifier)}`;
  if (IMPURE_MEMBERS.has(used)) return used;
  return name === 'Date' && readsClock(identifier) ? 'Date without an argument' : undefined;
}

/** References to names that no scope of the file declares, type positions left out. */
function globalReferences(sourceCode) {
  const scope = sourceCode.scopeManager.globalScope;
  const declaredByEnvironment = scope.variables
    .filter((variable) => variable.defs.length === 0)
    .flatMap((variable) => variable.references);
  return [...scope.through, ...declaredByEnvironment].filter((reference) => reference.isTypeReference !== true);
}

/** model, engines and outcomes compute: no node: modules, clock, randomness, timers, network, console or process. */
export const pure = {
  meta: { type: 'problem' },
  create(context) {
    const floor = shippedPath(context)?.split('/')[1];
    if (floor === undefined || !PURE_FLOORS.has(floor)) return {};
    const report = (node, what) =>
      context.report({ node, message: `Pure: ${floor} may not use ${what}; take it as a parameter.` });
    return {
      ...visitImports((node, specifier) => {
        if (isBuiltin(specifier) && !isHashImport(floor, node.parent)) report(node, specifier);
      }),
      MetaProperty(node) {
        if (node.meta.name === 'import') report(node, 'import.meta');
      },
      'Program:exit'() {
        for (const { identifier } of globalReferences(context.sourceCode)) {
          const what = impureUse(identifier);
          if (what !== undefined) report(identifier, what);
        }
      },
    };
  },
};
