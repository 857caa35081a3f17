import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LoadedManifests, LoadRequest } from './types.ts';

/** A temporary folder for one test. */
export interface TestFolder {
  readonly path: string;
  remove(): void;
}

/** Makes a temporary folder with files in it: path to text or bytes. For tests. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'merlon-sources-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Loads files out of a temporary folder (by default all of it) and removes it. For tests. */
export async function loadFiles(
  files: Readonly<Record<string, string | Uint8Array>>,
  request: Partial<LoadRequest> = {},
): Promise<LoadedManifests> {
  const folder = makeFolder(files);
  // Not at the top: what only needs a folder does not wait for the whole loader.
  const { loadManifests } = await import('./load.ts');
  try {
    return await loadManifests({ targets: ['.'], cwd: folder.path, kubernetesMinor: 35, env: {}, ...request });
  } finally {
    folder.remove();
  }
}

/** A Pod as text, one line. For tests. */
export function podText(name: string): string {
  return `{apiVersion: v1, kind: Pod, metadata: {name: ${name}}, spec: {containers: [{name: c, image: i}]}}\n`;
}

/** Diagnostics as short lines: severity, code, place. For tests. */
export function briefly({ diagnostics }: LoadedManifests): readonly string[] {
  return diagnostics.map(({ severity, code, file, line, column }) =>
    [severity, code, [file, line, column].filter((part) => part !== undefined).join(':')].join(' '),
  );
}

/** Objects as `Kind namespace/name`, in order. For tests. */
export function names({ objects }: LoadedManifests): readonly string[] {
  return objects.map(({ ref }) => `${ref.kind} ${ref.namespace}/${ref.name}`);
}

/**
 * The environment in which a real renderer can be found, or undefined with a line that says so. With MERLON_REQUIRE_TOOLS Helm and Kustomize are
 * taken to be there, so that a test that needs them fails instead of being skipped. For tests.
 */
export function findTool(
  tool: 'helm' | 'kustomize' | 'kubectl',
): Readonly<Record<string, string | undefined>> | undefined {
  const variable = `MERLON_${tool.toUpperCase()}`;
  const command = process.env[variable] ?? tool;
  const found =
    spawnSync(command, ['version', ...(tool === 'kubectl' ? ['--client'] : [])], { stdio: 'ignore' }).status === 0;
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], [variable]: command };
  const required = (process.env['MERLON_REQUIRE_TOOLS'] ?? '') !== '' && tool !== 'kubectl';
  if (found || required) return env;
  console.warn(`skipped: there is no ${tool} (put it on PATH or name it in ${variable})`);
  return undefined;
}
