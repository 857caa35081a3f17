import { sinceStartMs } from './clock.ts';

/** Tells a waiting person what is going on; silent for what takes less than a second. */
export interface Progress {
  /** Shows a line; on a terminal it replaces the one before. */
  show(text: string): void;
  /** Takes the line away. */
  clear(): void;
}

const QUIET_MS = 1000;
const TERMINAL_MS = 100;
const LOG_MS = 5000;

/** Progress on standard error: one changing line on a terminal, a line now and then elsewhere, nothing when `quiet`. */
export function createProgress(quiet: boolean): Progress {
  const started = sinceStartMs();
  let last = -Infinity;
  let shown = false;
  return {
    show(text) {
      const now = sinceStartMs();
      // Most runs are over by then, and the stream takes Node.js 2 ms to make.
      if (quiet || now - started < QUIET_MS) return;
      const { stderr } = process;
      if (now - last < (stderr.isTTY ? TERMINAL_MS : LOG_MS)) return;
      last = now;
      shown = true;
      // Names of files may hold anything; only printable characters may reach the terminal.
      const clean = text.replaceAll(/[^\x20-\x7E\u00a1-\u1fff\u2030-\u205e\u2070-\ud7ff]/g, '?');
      if (stderr.isTTY) stderr.write(`\r\u001b[2K${clean.slice(0, (stderr.columns ?? 80) - 1)}`);
      else stderr.write(`${clean}\n`);
    },
    clear() {
      if (shown && process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
      shown = false;
    },
  };
}
