import { displayPath, takeText } from './files/index.ts';
import { loadChart, releaseNamespace, renderChart } from './helm/index.ts';
import { type LoadContext, report } from './intake.ts';
import { buildKustomization, type Kustomization } from './kustomize/index.ts';

/** Renders a chart and takes in one text for each of its templates; what goes wrong is reported. Rejects only with the signal's reason. */
export async function takeChart(context: LoadContext, path: string, named: boolean): Promise<void> {
  const chart = loadChart(path);
  const target = displayPath(context.cwd, path);
  if (chart.library) {
    report(context, {
      severity: named ? 'warning' : 'note',
      code: 'library-chart',
      message: `${target} is a library chart: it renders nothing by itself`,
      file: target,
    });
    return;
  }
  const result = await renderChart(context, chart);
  if ('detail' in result) {
    report(context, { severity: 'error', code: result.code, message: `${target} ${result.detail}`, file: target });
    return;
  }
  context.intake.counts.charts++;
  if (result.templates.length === 0)
    report(context, {
      severity: 'note',
      code: 'empty-render',
      message: `${target} renders no objects with these values`,
      file: target,
    });
  for (const template of result.templates) {
    takeText(context, {
      path: target === '.' ? template.path : `${target}/${template.path}`,
      text: template.text,
      rendered: { by: 'helm', target },
      named: true,
      defaultNamespace: context.namespace ?? releaseNamespace(context),
    });
  }
}

/** Builds a kustomization and takes in what it printed as one text; what goes wrong is reported. Rejects only with the signal's reason. */
export async function takeKustomization(
  context: LoadContext,
  one: Kustomization,
  known: ReadonlyMap<string, Kustomization>,
): Promise<void> {
  const target = displayPath(context.cwd, one.folder);
  const result = await buildKustomization(context, one, known);
  if ('detail' in result) {
    report(context, { severity: 'error', code: result.code, message: `${target} ${result.detail}`, file: target });
    return;
  }
  context.intake.counts.kustomizations++;
  if (result.text.trim() === '')
    report(context, { severity: 'note', code: 'empty-render', message: `${target} builds no objects`, file: target });
  else {
    takeText(context, {
      path: target === '.' ? one.file : `${target}/${one.file}`,
      text: result.text,
      rendered: { by: 'kustomize', target },
      named: true,
      defaultNamespace: context.namespace ?? one.namespace ?? 'default',
    });
  }
}
