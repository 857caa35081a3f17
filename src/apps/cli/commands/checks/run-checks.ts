import { idsOf, normaliseId } from '../../../../outcomes/check-ids/index.ts';
import { didYouMean } from '../../../../outcomes/suggest/index.ts';
import { formatJson } from '../../../../outcomes/text/index.ts';
import { CliError } from '../../errors.ts';
import { writeOutput } from '../../output.ts';
import { type Pack, type PackedCheck, type PlannedCheck, readPack } from '../../catalogue.ts';
import { outputTerminal } from '../../standard-output.ts';
import { type ColourChoice, terminalTraits } from '../../terminal.ts';
import { renderChecks } from './render-checks.ts';

/** Options of `merlon checks`. */
export interface ChecksOptions {
  readonly output: 'table' | 'json';
  readonly topic?: string;
  readonly severity?: string;
  readonly profile?: string;
  readonly planned?: boolean;
  readonly color: ColourChoice;
}

const ORDER = ['critical', 'high', 'medium', 'low', 'info'];

function matchesWord(row: PackedCheck | PlannedCheck, word: string): boolean {
  const wanted = word.toLowerCase();
  const title = 'title' in row ? row.title.toLowerCase() : '';
  if (title.includes(wanted)) return true;
  for (const { id } of idsOf(row))
    if (id.toLowerCase().includes(wanted) || normaliseId(id) === normaliseId(word)) return true;
  return false;
}

function isWanted(row: PackedCheck | PlannedCheck, words: readonly string[], options: ChecksOptions): boolean {
  if (options.topic !== undefined && row.topic !== options.topic) return false;
  if (options.severity !== undefined && ORDER.indexOf(row.severity) > ORDER.indexOf(options.severity)) return false;
  if (options.profile !== undefined && !('profiles' in row && row.profiles.includes(options.profile))) return false;
  return words.every((word) => matchesWord(row, word));
}

function checkTopic(pack: Pack, topic: string | undefined): void {
  const topics = [...new Set([...pack.checks, ...pack.planned].map((row) => row.topic))].toSorted();
  if (topic !== undefined && !topics.includes(topic))
    throw new CliError(`there is no topic "${topic}"; there are: ${topics.join(', ')}.${didYouMean(topic, topics)}`);
}

function compareRows(a: PackedCheck | PlannedCheck, b: PackedCheck | PlannedCheck): number {
  return ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity) || (a.id < b.id ? -1 : 1);
}

/** `merlon checks`: lists checks as a table or JSON. Throws CliError for a topic that does not exist. */
export async function runChecks(words: readonly string[], options: ChecksOptions): Promise<void> {
  const pack = readPack();
  checkTopic(pack, options.topic);
  const all: readonly (PackedCheck | PlannedCheck)[] = options.planned === true ? pack.planned : pack.checks;
  const rows = all.filter((row) => isWanted(row, words, options)).toSorted(compareRows);
  if (options.output === 'json') {
    const key = options.planned === true ? 'planned' : 'checks';
    await writeOutput([formatJson({ [key]: rows })]);
    return;
  }
  if (rows.length === 0) {
    process.stderr.write(`no check matches; ${all.length} exist\n`);
    return;
  }
  const { width, colour } = terminalTraits(options.color);
  // What reads a pipe wants one line for each check, and all of it.
  const room = outputTerminal() === undefined ? Infinity : width;
  await writeOutput(renderChecks(rows, { width: room, colour, planned: options.planned === true }));
  const more = options.planned === true ? '' : `, ${pack.planned.length} more are planned (--planned)`;
  await writeOutput([`\n${rows.length} of ${all.length} checks${more}. \`merlon explain <check>\` shows one.\n`]);
}
