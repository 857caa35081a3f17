import { createColors } from 'picocolors';
import { didYouMean } from '../../../../outcomes/suggest/index.ts';
import { wrapText, formatJson } from '../../../../outcomes/text/index.ts';
import { CliError } from '../../errors.ts';
import { writeOutput } from '../../output.ts';
import {
  allIds,
  findById,
  type PackedCheck,
  type PlannedCheck,
  readPack,
  readPage,
  TOOL_NAMES,
} from '../../catalogue.ts';
import { type ColourChoice, terminalTraits, type TerminalTraits } from '../../terminal.ts';

/** Options of `merlon explain`. */
export interface ExplainOptions {
  readonly output: 'terminal' | 'markdown' | 'json';
  readonly color: ColourChoice;
}

type Colours = ReturnType<typeof createColors>;

/** Ids of other tools on one line each. */
function foreignIds(ids: PackedCheck['ids']): readonly string[] {
  return Object.entries(ids).map(([tool, list]) => `${TOOL_NAMES[tool] ?? tool}: ${list.join(', ')}`);
}

function* renderCode(lines: readonly string[], colours: Colours): Iterable<string> {
  for (const line of lines) yield `    ${colours.dim(line)}\n`;
}

function styleInline(text: string, colours: Colours): string {
  return text.replaceAll(/`([^`]+)`/g, (_all, code: string) => colours.cyan(code));
}

function* renderProse(line: string, { width }: TerminalTraits, colours: Colours): Iterable<string> {
  const item = /^(\s*(?:-|\d+\.)\s+)(.*)$/.exec(line);
  const lead = item?.[1] ?? '';
  const wrapped = wrapText(item?.[2] ?? line, Math.min(width, 100) - lead.length - 2);
  for (const [i, part] of wrapped.entries())
    yield `  ${i === 0 ? lead : ' '.repeat(lead.length)}${styleInline(part, colours)}\n`;
}

/** Joins hard-wrapped lines of Markdown to paragraphs; fences, headings, items and tables stay as they are. */
function paragraphs(page: string): readonly string[] {
  const out: string[] = [];
  let fenced = false;
  for (const line of page.split('\n')) {
    const last = out.at(-1);
    const isFence = line.startsWith('```');
    const startsBlock = line === '' || /^(?:#|\s*(?:-|\d+\.)\s|\|)/.test(line) || isFence || fenced;
    const canGrow = last !== undefined && last !== '' && !/^(?:#|\||```)/.test(last);
    if (isFence) fenced = !fenced;
    if (startsBlock || !canGrow) out.push(line);
    else out[out.length - 1] = `${last} ${line.trim()}`;
  }
  return out;
}

function* renderPage(page: string, traits: TerminalTraits, colours: Colours): Iterable<string> {
  let code: string[] | undefined;
  for (const line of paragraphs(page)) {
    if (line.startsWith('```')) {
      if (code !== undefined) yield* renderCode(code, colours);
      code = code === undefined ? [] : undefined;
    } else if (code !== undefined) code.push(line);
    else if (line.startsWith('#')) yield `${colours.bold(line.replace(/^#+ /, ''))}\n`;
    else if (line === '') yield '\n';
    else if (line.startsWith('|')) yield `  ${styleInline(line, colours)}\n`;
    else yield* renderProse(line, traits, colours);
  }
}

function* renderCheck(check: PackedCheck, traits: TerminalTraits, colours: Colours): Iterable<string> {
  yield `${colours.bold(check.id)}  ${check.title}\n`;
  const facts = [check.severity, check.topic, check.practices.join(' '), check.fixable ? 'has a fix' : 'no fix'];
  yield `  ${colours.dim(facts.join(' · '))}\n`;
  yield `  ${colours.dim(`profiles: ${check.profiles.join(', ')}`)}\n\n`;
  yield* renderPage(readPage(check.id).trim(), traits, colours);
  const ids = foreignIds(check.ids);
  if (ids.length > 0) yield `\n${colours.bold('Known elsewhere as')}\n`;
  for (const line of ids) yield `  ${line}\n`;
}

function* renderMarkdown(check: PackedCheck): Iterable<string> {
  yield `# ${check.id}: ${check.title}\n\n${readPage(check.id).trim()}\n`;
}

function renderPlanned(row: PlannedCheck): string {
  const ids = foreignIds(row.ids).join('; ');
  return `${row.id}: planned, not built yet (${row.topic}, ${row.severity}${ids === '' ? '' : `; ${ids}`})\n`;
}

function* renderAll(id: string, found: ReturnType<typeof findById>, options: ExplainOptions): Iterable<string> {
  const traits = terminalTraits(options.color);
  const colours = createColors(traits.colour);
  const [only] = found.checks;
  if (found.checks.length === 1 && only !== undefined) {
    yield* options.output === 'markdown' ? renderMarkdown(only) : renderCheck(only, traits, colours);
  } else if (found.checks.length > 1) {
    yield `${id} is covered by ${found.checks.length} checks:\n`;
    for (const check of found.checks)
      yield `  ${colours.bold(check.id)}  ${check.title} (merlon explain ${check.id})\n`;
  }
  for (const row of found.planned) yield renderPlanned(row);
}

/** `merlon explain`: prints the pages of checks. Throws CliError for an id that nobody gives. */
export async function runExplain(ids: readonly string[], options: ExplainOptions): Promise<void> {
  const pack = readPack();
  const found = ids.map((id) => {
    const rows = findById(pack, id);
    if (rows.checks.length + rows.planned.length > 0) return { id, rows };
    throw new CliError(
      `no check is known as "${id}".${didYouMean(id, allIds(pack)) || ' `merlon checks` lists them all.'}`,
    );
  });
  if (options.output === 'json') {
    const list = found.map(({ id, rows }) => ({
      id,
      checks: rows.checks.map((check) => ({ ...check, page: readPage(check.id) })),
      planned: rows.planned,
    }));
    await writeOutput([formatJson(list)]);
    return;
  }
  for (const [i, { id, rows }] of found.entries()) {
    if (i > 0) await writeOutput(['\n']);
    await writeOutput(renderAll(id, rows, options));
  }
}
