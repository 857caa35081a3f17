import { basename } from 'node:path';
import { isObject, type Json } from '../../model/json.ts';

/** What matters of a chart before it is rendered. */
export interface Chart {
  /** Absolute: a folder with Chart.yaml, or a `.tgz`. */
  readonly path: string;
  readonly name: string;
  /** A library chart has templates for other charts and renders nothing. @see https://helm.sh/docs/topics/library_charts/ */
  readonly library: boolean;
}

// What Helm takes as a release name. @see https://helm.sh/docs/chart_template_guide/getting_started/
const RELEASE_NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;

/** Makes the release's name out of the chart's; `release-name`, as Helm has it, when that would not do. */
export function releaseNameOf(name: string): string {
  return name.length <= 53 && RELEASE_NAME.test(name) && !name.includes('..') ? name : 'release-name';
}

/** Reads what matters of a Chart.yaml; anything malformed is left to Helm to complain about. */
export function readChart(path: string, value: Json | undefined): Chart {
  const data = isObject(value) ? value : {};
  const name = typeof data['name'] === 'string' ? data['name'] : basename(path);
  return { path, name, library: data['type'] === 'library' };
}

/** Names a packaged chart by its file: `shop-1.2.3.tgz` is `shop`. */
export function chartOfArchive(path: string): Chart {
  return {
    path,
    name: basename(path)
      .replace(/\.(?:tgz|tar\.gz)$/, '')
      .replace(/-v?\d+\.[\w.+-]*$/, ''),
    library: false,
  };
}
