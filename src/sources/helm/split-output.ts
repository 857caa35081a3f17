/** The text that one template of a chart rendered to. */
export interface RenderedTemplate {
  /** The template's path in the chart, the chart's own name left out: `templates/deployment.yaml`. */
  readonly path: string;
  readonly text: string;
}

const SEPARATOR = /^---[ \t]*\r?\n# Source: ([^\r\n]+)\r?\n/gm;

/**
 * Splits what `helm template` prints by the template each document came from (`# Source: chart/templates/x.yaml`).
 * Documents of one template stay in the order Helm printed them; templates are in the order of their first document.
 */
export function splitOutput(output: string): readonly RenderedTemplate[] {
  const texts = new Map<string, string>();
  const marks = [...output.matchAll(SEPARATOR)];
  for (const [i, mark] of marks.entries()) {
    const source = (mark[1] ?? '').trim();
    const path = source.slice(source.indexOf('/') + 1);
    const piece = output.slice(mark.index, marks[i + 1]?.index ?? output.length);
    texts.set(path, (texts.get(path) ?? '') + piece);
  }
  return [...texts].map(([path, text]) => ({ path, text }));
}
