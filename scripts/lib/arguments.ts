import { parseArgs, type ParseArgsConfig } from 'node:util';

/** What a program of the repository is told on its command line. */
export interface Arguments<T extends ParseArgsConfig> {
  readonly values: ReturnType<typeof parseArgs<T>>['values'];
  readonly positionals: readonly string[];
  /** Ends the program with 2 after saying what is wrong and how it is used. */
  readonly misuse: (message: string) => never;
  /** A value of an option as a whole number, else misuse. */
  readonly wholeNumber: (option: string, text: string, least: number) => number;
  /** The positionals as names of a table, all of its names where there are none, else misuse. */
  readonly namesOf: <K extends string>(table: Readonly<Record<K, unknown>>) => readonly K[];
}

/** Reads the command line of a program of the repository; `--help` prints how it is used, and what cannot be read ends it with 2 and the same. */
export function readArguments<const T extends ParseArgsConfig>(usage: string, config: T): Arguments<T> {
  const misuse = (message: string): never => {
    console.error(`${message}\nusage: ${usage}`);
    process.exit(2);
  };
  if (process.argv.includes('--help')) {
    console.log(`usage: ${usage}`);
    process.exit(0);
  }
  const read = (): ReturnType<typeof parseArgs<T>> => {
    try {
      return parseArgs(config);
    } catch (error) {
      return misuse(error instanceof Error ? error.message.replace(/\. To specify.*/, '') : String(error));
    }
  };
  const { values, positionals } = read();
  const wholeNumber = (option: string, text: string, least: number): number => {
    const value = Number(text);
    const isRight = /^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least;
    return isRight ? value : misuse(`${option}: "${text}" is not a whole number from ${least} on`);
  };
  const namesOf = <K extends string>(table: Readonly<Record<K, unknown>>): readonly K[] => {
    const known = Object.keys(table) as K[];
    const unknown = positionals.find((name) => !Object.hasOwn(table, name));
    if (unknown !== undefined) return misuse(`there is no ${unknown}; there are ${known.join(', ')}`);
    return positionals.length === 0 ? known : (positionals as readonly K[]);
  };
  return { values, positionals, misuse, wholeNumber, namesOf };
}
