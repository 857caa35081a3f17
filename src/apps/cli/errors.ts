/** Exit codes, part of the interface: clean, findings at or above the threshold, wrong use, input that could not be read. */
export const EXIT = { clean: 0, findings: 1, usage: 2, unreadable: 3 } as const;

/** Something the user has to change; the message says what, and is printed without a stack. */
export class CliError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number = EXIT.usage) {
    super(message);
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}
