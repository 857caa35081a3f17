import { type LoadContext, report } from '../intake.ts';
import { decodeText } from './decode.ts';
import { takeText } from './documents.ts';
import { displayPath } from './paths.ts';
import { readBytes, type ReadResult, readStream, type Unread } from './read-file.ts';

/** Where bytes came from, and how they are to be taken. */
interface Origin {
  readonly path: string;
  readonly named: boolean;
}

/** Reads one file into the intake. Whatever is wrong with it is reported. Rejects only with the signal's reason. */
export async function takeFile(context: LoadContext, path: string, named: boolean): Promise<void> {
  const origin: Origin = { path: displayPath(context.cwd, path), named };
  take(
    context,
    origin,
    await readBytes(path, { maxBytes: context.maxFileBytes, pipes: named, signal: context.request.signal }),
  );
}

/** Reads standard input into the intake. Rejects with the signal's reason or the stream's own error. */
export async function takeStdin(context: LoadContext): Promise<void> {
  const { stdin, signal } = context.request;
  const origin: Origin = { path: '-', named: true };
  if (stdin === undefined)
    report(context, {
      severity: 'error',
      code: 'unreadable-file',
      message: 'standard input is not available here',
      file: '-',
    });
  else {
    const { counts, objects, diagnostics } = context.intake;
    const before = {
      objects: objects.length,
      diagnostics: diagnostics.length,
      gone: counts.documents - counts.skipped,
    };
    take(context, origin, await readStream(stdin, { maxBytes: context.maxFileBytes, pipes: true, signal }));
    const isTold = diagnostics.slice(before.diagnostics).some(({ severity }) => severity === 'error');
    // A List without items says itself that there is nothing.
    const isNothing = objects.length === before.objects && counts.documents - counts.skipped === before.gone;
    if (isNothing && !isTold) reportNoInput(context);
  }
}

/** Whoever pipes something in means objects: a tool that failed prints nothing, and nothing must not pass for a clean report. */
function reportNoInput(context: LoadContext): void {
  report(context, {
    severity: 'error',
    code: 'no-input',
    message: 'standard input held no Kubernetes object; did what was to print them fail?',
    file: '-',
  });
}

function take(context: LoadContext, origin: Origin, read: ReadResult): void {
  if ('problem' in read) return reportUnread(context, origin, read);
  const decoded = decodeText(read.bytes);
  if ('text' in decoded) {
    takeText(context, { ...origin, text: decoded.text, defaultNamespace: context.namespace ?? 'default' });
    return;
  }
  context.intake.counts.filesRead++;
  const { path: file, named } = origin;
  switch (decoded.problem) {
    case 'utf-16':
      report(context, {
        severity: 'error',
        code: 'utf-16',
        message: `${file} is UTF-16, which kubectl does not read; save it as UTF-8`,
        file,
      });
      return;
    case 'not-utf-8':
      report(context, {
        severity: 'error',
        code: 'not-utf-8',
        message: `${file} is not valid UTF-8; save it as UTF-8`,
        file,
        line: decoded.line,
      });
      return;
    case 'binary':
      // A folder may hold anything; what was named is meant to be read.
      if (!named) context.intake.counts.skipped++;
      report(context, {
        severity: named ? 'error' : 'note',
        code: 'binary-file',
        message: `${file} is binary, not a manifest`,
        file,
      });
  }
}

const UNREAD_CODES = {
  missing: 'vanished',
  denied: 'unreadable-file',
  failed: 'unreadable-file',
  special: 'special-file',
} as const;

function reportUnread(context: LoadContext, { path: file }: Origin, read: Unread): void {
  if (read.problem === 'too-large') {
    report(context, {
      severity: 'error',
      code: 'file-too-large',
      message: `${file === '-' ? 'standard input' : file} ${read.detail}; split it${file === '-' ? '' : ', or leave it out with .merlonignore'}`,
      file,
    });
  } else {
    const code = UNREAD_CODES[read.problem];
    report(context, {
      severity: 'error',
      code,
      message: `${file} ${code === 'vanished' ? 'went away before it could be read' : read.detail}`,
      file,
    });
  }
}
