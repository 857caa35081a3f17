import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { CHECKS, PROFILES } from '../../../engines/posture/index.ts';
import { NO_SETTINGS, readSettings, type Settings } from '../../../outcomes/settings/index.ts';
import { CliError } from '../errors.ts';

/** The settings file that is looked for in the working directory. */
export const SETTINGS_FILE = 'merlon.yaml';

function readText(cwd: string, file: string, wanted: boolean): string | undefined {
  try {
    return readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && !wanted) return undefined;
    throw new CliError(`cannot read the settings ${file}: ${message}`);
  }
}

/**
 * Reads `merlon.yaml`, or the file that `--config` names; `false` reads none. Throws CliError with every mistake in it, each with its line.
 */
export function loadSettings(config: string | boolean | undefined, cwd: string): Settings {
  if (config === false) return NO_SETTINGS;
  const named = typeof config === 'string' ? config : undefined;
  if (named?.trim() === '')
    throw new CliError('--config has an empty name; name a settings file, or read none with --no-config');
  const text = readText(cwd, named ?? SETTINGS_FILE, named !== undefined);
  if (text === undefined) return NO_SETTINGS;
  const shown = named ?? SETTINGS_FILE;
  const context = { checks: CHECKS, profiles: PROFILES.map(({ id }) => id), file: shown };
  const { settings, problems } = readSettings(text, context);
  if (problems.length === 0) return settings;
  const lines = problems.map(({ message, line, column }) => `  ${shown}:${line}:${column}: ${message}`);
  throw new CliError(
    `${shown} has ${problems.length === 1 ? 'a mistake' : `${problems.length} mistakes`}:\n${lines.join('\n')}`,
  );
}
