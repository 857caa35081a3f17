import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Runs Node with the given arguments on this process's own streams and resolves with its exit code (128 + n after signal n). */
export function runNode(args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
