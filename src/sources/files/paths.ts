import { isAbsolute, relative, resolve, sep } from 'node:path';

/** How a path is shown: relative to the working directory, `/` between steps on every system, `.` for the working directory itself. */
export function displayPath(cwd: string, path: string): string {
  const shown = relative(cwd, resolve(cwd, path));
  const slashed = sep === '/' ? shown : shown.replaceAll(sep, '/');
  return slashed === '' ? '.' : slashed;
}

/** Tells whether `path` is `folder` or stands below it; both absolute. */
export function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way));
}
