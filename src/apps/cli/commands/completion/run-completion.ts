import type { Command } from 'commander';
import { CliError } from '../../errors.ts';
import { writeOutput } from '../../output.ts';
import { readPack } from '../../catalogue.ts';
import { writeBash } from './bash.ts';
import { type CommandWords, describeCommand } from './describe-commands.ts';
import { writeFish } from './fish.ts';
import { writeZsh } from './zsh.ts';

const SHELLS: Readonly<Record<string, (program: CommandWords) => string>> = {
  bash: writeBash,
  zsh: writeZsh,
  fish: writeFish,
};

/** `merlon completion`: prints the completion script of a shell. Throws CliError for another shell. */
export async function runCompletion(shell: string, program: Command): Promise<void> {
  const shells = Object.keys(SHELLS);
  const write = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (write === undefined) throw new CliError(`no completion for "${shell}"; there is one for ${shells.join(', ')}`);
  const { checks } = readPack();
  const topics = [...new Set(checks.map(({ topic }) => topic))].toSorted();
  await writeOutput([write(describeCommand(program, { checks: checks.map(({ id }) => id), topics, shells }))]);
}
