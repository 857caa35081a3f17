import path from 'node:path';
import { fileExists, visitRelativeImports } from './source-files.mjs';

/** Files that any folder may import as they are. */
const FREE_FILES = new Set(['src/model/json.ts']);

/** The room of a file: the nearest folder that holds it and has an index.ts, else the folder it lies in. */
function roomOf(context, file) {
  const own = path.posix.dirname(file);
  for (let folder = own; folder !== 'src' && folder !== '.'; folder = path.posix.dirname(folder)) {
    if (fileExists(path.join(context.cwd, folder, 'index.ts'))) return folder;
  }
  return own;
}

/** True when `file` lies in the folder `room` or below it. */
function within(file, room) {
  return file.startsWith(`${room}/`);
}

function isOpen(context, from, to, typeOnly) {
  if (!to.startsWith('src/') || FREE_FILES.has(to)) return true;
  const name = path.posix.basename(to);
  if (name === 'index.ts' || (name === 'types.ts' && typeOnly)) return true;
  return within(from, roomOf(context, to));
}

/**
 * A room is a folder with an index.ts. What lies in a room is imported freely by the files of that room and of the rooms inside it;
 * everyone else goes through its index.ts, or by `import type` to its types.ts.
 */
export const doors = {
  meta: { type: 'problem' },
  create: (context) =>
    visitRelativeImports(context, (node, from, to, typeOnly) => {
      if (isOpen(context, from, to, typeOnly)) return;
      const door = `${roomOf(context, to)}/index.ts`;
      context.report({ node, message: `Doors: import ${to} through ${door}.` });
    }),
};
