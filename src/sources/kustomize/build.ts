import { dirname, resolve } from 'node:path';
import { existsSync } from 'node:fs';
import type { LoadContext } from '../intake.ts';
import { childEnv, runTool, type ToolResult } from '../tools/index.ts';
import { type Kustomization, looksRemote } from './kustomization.ts';
import { reachFrom } from './graph.ts';

/** The manifests that a kustomization builds, or why there are none, in words that fit after its path. */
export type BuildResult = { readonly text: string } | { readonly code: string; readonly detail: string };

interface Tool {
  readonly command: string;
  readonly args: readonly string[];
}

function toolsFor(context: LoadContext, folder: string): readonly Tool[] {
  const { MERLON_KUSTOMIZE: kustomize, MERLON_KUBECTL: kubectl } = context.env;
  const byKustomize = { command: kustomize ?? 'kustomize', args: ['build', folder] };
  const byKubectl = { command: kubectl ?? 'kubectl', args: ['kustomize', folder] };
  return kustomize === undefined ? [byKustomize, byKubectl] : [byKustomize];
}

/** An entry that kustomize would fetch, in the kustomization or anything it includes. */
function findRemote(one: Kustomization, known: ReadonlyMap<string, Kustomization>): string | undefined {
  for (const part of reachFrom(one, known)) {
    const remote = part.entries.find((entry) => looksRemote(entry) && !existsSync(resolve(part.folder, entry)));
    if (remote !== undefined) return remote;
  }
  return undefined;
}

/**
 * Builds a kustomization with `kustomize build`, or `kubectl kustomize` where there is no kustomize. Nothing is fetched: remote bases are refused.
 * Rejects only with the signal's reason.
 */
export async function buildKustomization(
  context: LoadContext,
  one: Kustomization,
  known: ReadonlyMap<string, Kustomization>,
): Promise<BuildResult> {
  const remote = findRemote(one, known);
  if (remote !== undefined) {
    return {
      code: 'remote-base',
      detail: `includes ${remote}, which would have to be fetched; Merlon fetches nothing. Build it yourself and pipe the result: kustomize build … | merlon scan -`,
    };
  }
  for (const tool of toolsFor(context, one.folder)) {
    const result: ToolResult = await runTool({
      ...tool,
      // Not the working directory: kustomize must not depend on where we were started.
      cwd: dirname(one.folder),
      env: childEnv(context.env),
      timeoutMs: context.toolTimeoutMs,
      maxOutputBytes: context.maxToolOutputBytes,
      signal: context.request.signal,
    });
    if (result.state === 'done') return { text: result.stdout };
    if (result.state === 'failed')
      return { code: 'kustomize-failed', detail: `could not be built by ${tool.command}: ${result.detail}` };
  }
  return {
    code: 'kustomize-missing',
    detail:
      'was not built: neither kustomize nor kubectl is on PATH. Install one (https://kubectl.docs.kubernetes.io/installation/kustomize/), or name it in MERLON_KUSTOMIZE',
  };
}
