import { describe, expect, it } from 'vitest';
import type { PlannedCheck } from '../../catalogue.ts';
import { renderChecks } from './render-checks.ts';

const ROWS: readonly (PlannedCheck & { readonly title?: string })[] = [
  {
    id: 'service-account-token-automount',
    topic: 'service-accounts',
    severity: 'medium',
    title: 'Pod mounts the token of its service account without saying so',
    ids: { trivy: ['KSV-0036'] },
  },
  { id: 'host-pid', topic: 'pod-isolation', severity: 'critical', title: 'Pod shares', ids: {} },
];

function print(width: number): string {
  return [...renderChecks(ROWS, { width, colour: false, planned: false })].join('');
}

describe('the table of checks', () => {
  it.each([60, 80, 100, 140, Infinity])('cuts nothing at %d columns', (width) => {
    const out = print(width);
    const flat = out.replaceAll(/\s+/g, ' ');
    for (const { id, title } of ROWS) for (const text of [id, title]) expect(flat).toContain(text);
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(width);
  });

  it('has the topics where there is room for them, and one line for each check in a pipe', () => {
    expect(print(80)).not.toContain('TOPIC');
    expect(print(100)).toContain('TOPIC');
    expect(print(Infinity).split('\n').length).toBe(ROWS.length + 2);
  });
});
