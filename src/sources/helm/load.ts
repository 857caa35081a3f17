import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readDocuments } from '../../model/yaml/index.ts';
import { type Chart, chartOfArchive, readChart } from './chart.ts';

/** Reads what a path to a chart (folder or archive) tells of it; a Chart.yaml that cannot be read is left to Helm to complain about. */
export function loadChart(path: string): Chart {
  if (/\.(?:tgz|tar\.gz)$/i.test(path)) return chartOfArchive(path);
  try {
    return readChart(path, readDocuments(readFileSync(join(path, 'Chart.yaml'), 'utf8'), { format: 'yaml' })[0]?.value);
  } catch {
    return readChart(path, undefined);
  }
}
