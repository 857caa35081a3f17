import { resolve } from 'node:path';
import type { LoadContext } from '../intake.ts';
import { childEnv, runTool } from '../tools/index.ts';
import { type Chart, releaseNameOf } from './chart.ts';
import { type RenderedTemplate, splitOutput } from './split-output.ts';

/** The templates that a chart renders to, or why there are none, in words that fit after its path. */
export type RenderResult =
  | { readonly templates: readonly RenderedTemplate[] }
  | { readonly code: string; readonly detail: string };

/** The namespace that a release is rendered for. */
export function releaseNamespace(context: LoadContext): string {
  return context.request.helm?.namespace ?? context.namespace ?? 'default';
}

function argumentsFor(context: LoadContext, chart: Chart): readonly string[] {
  const helm = context.request.helm ?? {};
  return [
    'template',
    helm.releaseName ?? releaseNameOf(chart.name),
    chart.path,
    '--namespace',
    releaseNamespace(context),
    '--kube-version',
    `1.${context.minor}.0`,
    // What the chart installs: its CRDs too, its tests not, since only `helm test` makes those.
    '--include-crds',
    '--skip-tests',
    ...(helm.values ?? []).flatMap((file) => ['--values', resolve(context.cwd, file)]),
    ...(helm.set ?? []).flatMap((one) => ['--set', one]),
    ...(helm.setString ?? []).flatMap((one) => ['--set-string', one]),
    ...(helm.apiVersions ?? []).flatMap((one) => ['--api-versions', one]),
  ];
}

function explainFailure(detail: string, chart: Chart): string {
  const said = detail.replace(/\s*Use --debug flag to render out invalid YAML\s*$/, '');
  const hint = detail.includes('missing in charts/')
    ? `. Run: helm dependency build ${chart.path} (Merlon fetches nothing)`
    : '';
  return `could not be rendered by helm: ${said}${hint}`;
}

/**
 * Renders a chart with `helm template`, for the Kubernetes version at hand. Nothing is fetched and no cluster is asked; a values file by URL is refused.
 * Rejects only with the signal's reason.
 */
export async function renderChart(context: LoadContext, chart: Chart): Promise<RenderResult> {
  const remote = context.request.helm?.values?.find((file) => file.includes('://'));
  if (remote !== undefined)
    return {
      code: 'remote-values',
      detail: `was not rendered: the values file ${remote} would have to be fetched; Merlon fetches nothing. Download it and name the file`,
    };
  const command = context.env['MERLON_HELM'] ?? 'helm';
  const result = await runTool({
    command,
    args: argumentsFor(context, chart),
    cwd: context.cwd,
    env: childEnv(context.env),
    timeoutMs: context.toolTimeoutMs,
    maxOutputBytes: context.maxToolOutputBytes,
    signal: context.request.signal,
  });
  if (result.state === 'done') return { templates: splitOutput(result.stdout) };
  if (result.state === 'failed') return { code: 'helm-failed', detail: explainFailure(result.detail, chart) };
  return {
    code: 'helm-missing',
    detail: `was not rendered: ${command} was not found. Install Helm (https://helm.sh/docs/intro/install/), or name it in MERLON_HELM`,
  };
}
