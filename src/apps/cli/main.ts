import { CommanderError } from 'commander';
import { CliError, EXIT } from './errors.ts';
import { guardInputs } from './guard-inputs.ts';
import { createProgram } from './program.ts';
import { brokenPipeCode, isBrokenPipe } from './standard-output.ts';

function exitCodeOf(error: CommanderError): number {
  return error.exitCode === 0 ? EXIT.clean : EXIT.usage;
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return exitCodeOf(error);
  if (isBrokenPipe(error)) return brokenPipeCode(process.exitCode);
  if (error instanceof CliError) {
    process.stderr.write(`merlon: ${error.message}\n`);
    return error.exitCode;
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`merlon: this is a bug of Merlon, please report it with the lines below.\n${trace}\n`);
  return EXIT.unreadable;
}

// Node.js would end with 1 here, which says that there are findings. A pipe that breaks unheard is standard error, whose stream takes a millisecond to be made
// ready for listening: nobody reads what goes on, and the report still goes where it should.
for (const event of ['uncaughtException', 'unhandledRejection'] as const)
  process.on(event, (error: unknown) => {
    if (!isBrokenPipe(error)) process.exit(report(error));
  });

async function main(): Promise<void> {
  try {
    const program = createProgram(process.argv[2]);
    program.hook('preAction', (_program, command) => guardInputs(command));
    await program.parseAsync(process.argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

void main();
