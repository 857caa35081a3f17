import { cachedTool, type GoTool, hasGo, installTool } from './go.ts';

export { cacheFolder } from './cache.ts';
export { hasGo } from './go.ts';

/** Helm, which renders charts. */
const HELM: GoTool = { name: 'helm', module: 'helm.sh/helm/v4/cmd/helm', version: 'v4.3.1' };

/** Kustomize, which builds overlays. */
const KUSTOMIZE: GoTool = { name: 'kustomize', module: 'sigs.k8s.io/kustomize/kustomize/v5', version: 'v5.8.2' };

/** kube-score, the fastest peer, to compare with. */
const KUBE_SCORE: GoTool = {
  name: 'kube-score',
  module: 'github.com/zegl/kube-score/cmd/kube-score',
  version: 'v1.20.0',
};

/** True where nothing may be skipped (the gate): a program that cannot be built is an error there. */
export function toolsAreRequired(): boolean {
  const { MERLON_REQUIRE_TOOLS } = process.env;
  return MERLON_REQUIRE_TOOLS !== undefined && MERLON_REQUIRE_TOOLS !== '' && MERLON_REQUIRE_TOOLS !== '0';
}

/** The program, built on the first call; undefined where there is no Go. Throws when it does not build, or when tools are required and Go is absent. */
async function pathOf(tool: GoTool): Promise<string | undefined> {
  const cached = await cachedTool(tool);
  if (cached !== undefined) return cached;
  if (await hasGo()) return installTool(tool);
  if (toolsAreRequired()) throw new Error(`${tool.name} is required, and there is no Go to build it with`);
  return undefined;
}

/** Path of a Helm 4, built by name into the cache on the first call (two minutes); undefined where there is no Go. */
export function helmPath(): Promise<string | undefined> {
  return pathOf(HELM);
}

/** Path of a Kustomize 5, built by name into the cache on the first call; undefined where there is no Go. */
export function kustomizePath(): Promise<string | undefined> {
  return pathOf(KUSTOMIZE);
}

/** Path of kube-score, built by name into the cache on the first call; undefined where there is no Go. */
export function kubeScorePath(): Promise<string | undefined> {
  return pathOf(KUBE_SCORE);
}

/** The version of kube-score that is compared with, such as `v1.20.0`. */
export const KUBE_SCORE_VERSION = KUBE_SCORE.version;

/**
 * The variables by which tests (and Merlon itself) find the renderers: `MERLON_HELM` and `MERLON_KUSTOMIZE`, as far as they are in the cache and not set already.
 * Nothing is built, unless tools are required.
 */
export async function rendererVariables(): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const [variable, tool] of [
    ['MERLON_HELM', HELM],
    ['MERLON_KUSTOMIZE', KUSTOMIZE],
  ] as const) {
    if (process.env[variable] !== undefined) continue;
    const path = toolsAreRequired() ? await pathOf(tool) : await cachedTool(tool);
    if (path !== undefined) found[variable] = path;
  }
  return found;
}
