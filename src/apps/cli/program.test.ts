import { expect, it } from 'vitest';
import { createProgram } from './program.ts';

it.each(['scan', 'explain', 'checks'])('%s is the same command when it is built alone', (name) => {
  const helpOf = (first?: string): string | undefined =>
    createProgram(first)
      .commands.find((command) => command.name() === name)
      ?.helpInformation();
  expect(helpOf(name)).toContain(`merlon ${name}`);
  expect(helpOf(name)).toBe(helpOf());
  expect(createProgram(name).commands.map((command) => command.name())).toEqual([name]);
});

it.each(['', '--help', 'scann', 'completion', 'constructor'])('for %j every command is there', (first) => {
  expect(createProgram(first).commands.length).toBeGreaterThan(8);
});
