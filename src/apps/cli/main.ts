import { CommanderError } from 'commander';
import { CliError, EXIT } from './errors.ts';
import { isBrokenPipe } from './output.ts';
import { createProgram } from './program.ts';

function exitCodeOf(error: CommanderError): number {
  return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return exitCodeOf(error);
  if (isBrokenPipe(error)) return EXIT.clean;
  if (error instanceof CliError) {
    process.stderr.write(`merlon: ${error.message}\n`);
    return error.exitCode;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`merlon: this is a bug of Merlon, please report it with the lines below.\n${trace}\n`);
  return EXIT.unreadable;
}

// A reader that goes away (`merlon scan | head`) ends the program in silence.
process.stdout.on('error', (error: Error) => {
  if (!isBrokenPipe(error)) process.stderr.write(`merlon: ${error.message}\n`);
  process.exit(isBrokenPipe(error) ? (process.exitCode ?? EXIT.clean) : EXIT.unreadable);
});

async function main(): Promise<void> {
  try {
    await createProgram(process.argv[2]).parseAsync(process.argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

void main();
