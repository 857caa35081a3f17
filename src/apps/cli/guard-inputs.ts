import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { CliError } from './errors.ts';
import { STDOUT } from './output.ts';

/** Options that name files which are read. */
const INPUT_OPTIONS = ['values', 'config', 'from', 'auditLog', 'replay', 'kubeconfig'];

function listOf(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}

/** Files that a command is about to write, by the option that says so. */
function outputsOf(command: Command): readonly (readonly [string, string])[] {
  const { output, outputFile, saveSnapshot } = command.opts<Record<string, unknown>>();
  const named = [
    ['--output-file', outputFile],
    ['--save-snapshot', saveSnapshot],
    // Elsewhere this is a format.
    ['--output', command.name() === 'snapshot' ? output : undefined],
  ] as const;
  return named.flatMap(([option, file]) =>
    typeof file === 'string' && file !== STDOUT ? [[option, file] as const] : [],
  );
}

function targetsOf(command: Command): readonly string[] {
  const [first] = command.processedArgs as readonly unknown[];
  if (!Array.isArray(first)) return [];
  const given = listOf(first);
  return given.length === 0 && command.opts<{ cluster?: unknown }>().cluster === undefined ? ['.'] : given;
}

function placeOf(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/** Whether a file reads like a manifest of somebody: what Merlon wrote before may be written again. */
function isManifest(file: string): boolean {
  if (!/\.(?:ya?ml|json)$/i.test(file) || statSync(file).isDirectory()) return false;
  const text = readFileSync(file, 'utf8');
  const isOurs = /"merlon\.dev\/|sarif/i.test(text.slice(0, 400));
  return !isOurs && /(?:^|[\s{,])["']?apiVersion["']?\s{0,3}:/.test(text);
}

/** Whether a command that reads `input` reads `output` (both real paths), which is about to be overwritten. */
function isRead(output: string, input: string, isYaml: boolean): boolean {
  if (output === input) return statSync(output).isFile();
  // Roles and quotas that were made before may lie among the manifests which they were made of.
  return !isYaml && output.startsWith(input.endsWith(sep) ? input : input + sep) && isManifest(output);
}

/** Refuses to write over what a command is about to read: its report would be all that is left of it. The same of two outputs in one. Throws CliError. */
export function guardInputs(command: Command): void {
  const options = command.opts<Record<string, unknown>>();
  const { saveSnapshot, outputFile = STDOUT } = options;
  if (saveSnapshot === STDOUT && outputFile === STDOUT)
    throw new CliError(
      '--save-snapshot -: the report goes to standard output already; write it to a file with --output-file',
    );
  const inputs = [...targetsOf(command), ...INPUT_OPTIONS.flatMap((name) => listOf(options[name]))];
  const places = inputs.flatMap((input) => placeOf(resolve(input)) ?? []);
  for (const [option, file] of outputsOf(command)) {
    const place = placeOf(resolve(file));
    if (place === undefined) continue;
    const isYaml = option === '--output-file' && options['output'] === 'yaml';
    if (places.some((input) => isRead(place, input, isYaml)))
      throw new CliError(
        `${option} ${file} is one of the files that are read, and would be lost; write to another one`,
      );
  }
}
