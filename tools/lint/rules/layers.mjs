import { visitRelativeImports } from './source-files.mjs';

/** What each floor may import besides itself: imports go down only, and sources and engines do not see each other. */
const ALLOWED = {
  model: ['model'],
  sources: ['model', 'sources'],
  engines: ['model', 'engines'],
  outcomes: ['model', 'sources', 'engines', 'outcomes'],
  apps: ['model', 'sources', 'engines', 'outcomes', 'apps'],
};

/** Outcomes stay pure: they know what sources hand over, and never call them. */
const READS_TYPES_OF = { outcomes: 'sources' };

const CHECKS = 'src/engines/posture/checks/';

/** What a posture check may see of its engine: the contract, its helper for invalid fields, and the families. */
const CHECK_CONTRACT = /^src\/engines\/posture\/(?:(?:contract|invalid)\.ts|families\/)/;

function floorOf(file) {
  return file.split('/')[1];
}

function engineOf(file) {
  return file.startsWith('src/engines/') ? file.split('/')[2] : undefined;
}

/** The folder of the check that a file belongs to; undefined for other files, the registry of checks included. */
function checkOf(file) {
  if (!file.startsWith(CHECKS)) return undefined;
  const [topic, id, ...rest] = file.slice(CHECKS.length).split('/');
  return rest.length > 0 ? `${CHECKS}${topic}/${id}/` : undefined;
}

function floorProblem(from, to, typeOnly) {
  if (!to.startsWith('src/')) return `shipped code imports ${to}, which is outside src/`;
  const allowed = ALLOWED[floorOf(from)];
  if (allowed === undefined) return `src/${floorOf(from)} is not a floor (${Object.keys(ALLOWED).join(', ')})`;
  if (!allowed.includes(floorOf(to))) return `${floorOf(from)} may not import ${floorOf(to)}`;
  if (READS_TYPES_OF[floorOf(from)] === floorOf(to) && !typeOnly)
    return `${floorOf(from)} may import types only from ${floorOf(to)}`;
  return undefined;
}

function engineProblem(from, to) {
  const [own, other] = [engineOf(from), engineOf(to)];
  if (own === undefined || other === undefined || own === other) return undefined;
  return `the engine ${own} may not import the engine ${other}: ask for a fact instead`;
}

function checkProblem(from, to) {
  const folder = checkOf(from);
  if (folder === undefined || to.startsWith(folder) || to.startsWith('src/model/') || CHECK_CONTRACT.test(to))
    return undefined;
  return `a check imports the model, its engine's contract and the families only, not ${to}`;
}

/** Floors import down only; engines do not import each other; a check sees the contract and the model only. */
export const layers = {
  meta: { type: 'problem' },
  create: (context) =>
    visitRelativeImports(context, (node, from, to, typeOnly) => {
      const problem = floorProblem(from, to, typeOnly) ?? engineProblem(from, to) ?? checkProblem(from, to);
      if (problem !== undefined) context.report({ node, message: `Layers: ${problem}.` });
    }),
};
