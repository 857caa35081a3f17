import type { ChildProcess } from 'node:child_process';

/** One run of an outside program: by argument list, no shell, nothing on its standard input. */
export interface ToolRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly maxOutputBytes: number;
  readonly signal?: AbortSignal | undefined;
}

/** How a run ended. `missing`: there is no such program; `detail` says what else went wrong, the tail of standard error included. */
export type ToolResult =
  | { readonly state: 'done'; readonly stdout: string; readonly stderr: string }
  | { readonly state: 'missing' }
  | { readonly state: 'failed'; readonly detail: string };

const STDERR_TAIL = 4000;

interface Capture {
  readonly chunks: Buffer[];
  bytes: number;
  stderr: string;
  /** Why we ended it ourselves. */
  stopped?: string;
}

function stop(child: ChildProcess, capture: Capture, why: string): void {
  capture.stopped ??= why;
  child.kill('SIGKILL');
  // A grandchild may hold the pipes open: without this `close` would never come.
  child.stdout?.destroy();
  child.stderr?.destroy();
}

function collect(child: ChildProcess, capture: Capture, limit: number): void {
  child.stdout?.on('data', (chunk: Buffer) => {
    capture.bytes += chunk.length;
    if (capture.bytes > limit) stop(child, capture, `it printed more than ${limit} bytes`);
    else capture.chunks.push(chunk);
  });
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (text: string) => {
    capture.stderr = (capture.stderr + text).slice(-STDERR_TAIL);
  });
}

function judgeExit(capture: Capture, code: number | null, signal: string | null): ToolResult {
  const stderr = capture.stderr.trim();
  if (capture.stopped !== undefined) return { state: 'failed', detail: joinDetail(capture.stopped, stderr) };
  if (code === 0) return { state: 'done', stdout: Buffer.concat(capture.chunks).toString('utf8'), stderr };
  return { state: 'failed', detail: joinDetail(signal === null ? `exit code ${code}` : `ended by ${signal}`, stderr) };
}

function joinDetail(why: string, stderr: string): string {
  return stderr === '' ? why : `${why}: ${stderr}`;
}

/** Runs a program to its end. Never throws for what the program does; rejects with the signal's reason when the caller gives up. */
export function runTool(run: ToolRun): Promise<ToolResult> {
  return new Promise((resolve, reject) => {
    run.signal?.throwIfAborted();
    // Taken when it is needed: most scans run nothing, and it takes milliseconds to load.
    const { spawn } = process.getBuiltinModule('node:child_process');
    const child = spawn(run.command, run.args, {
      cwd: run.cwd,
      env: run.env,
      shell: false,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    const capture: Capture = { chunks: [], bytes: 0, stderr: '' };
    const timer = setTimeout(
      () => stop(child, capture, `it took longer than ${run.timeoutMs / 1000} seconds`),
      run.timeoutMs,
    );
    const abort = (): void => stop(child, capture, 'cancelled');
    run.signal?.addEventListener('abort', abort, { once: true });
    const settle = (result: ToolResult): void => {
      clearTimeout(timer);
      run.signal?.removeEventListener('abort', abort);
      if (run.signal?.aborted === true) reject(run.signal.reason as Error);
      else resolve(result);
    };
    collect(child, capture, run.maxOutputBytes);
    child.on('error', (error: NodeJS.ErrnoException) =>
      settle(error.code === 'ENOENT' ? { state: 'missing' } : { state: 'failed', detail: error.message }),
    );
    child.on('close', (code, signal) => settle(judgeExit(capture, code, signal)));
  });
}
