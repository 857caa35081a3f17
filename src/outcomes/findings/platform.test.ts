import { describe, expect, it } from 'vitest';
import { reportOf } from '../../../test/support/reports.ts';
import { objectProbe } from '../../../test/support/probes.ts';
import { renderTerminal } from '../reports/index.ts';
import { NEWEST_MINOR } from '../../model/kube/index.ts';
import { findPlatforms } from './platform.ts';

const POD = (namespace: string, name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: ${namespace}}\nspec: {containers: [{name: app, image: a}]}\n`;
const FILES = { 'a.yaml': [POD('kube-system', 'dns'), POD('shop', 'web'), POD('tools', 'runner')].join('---\n') };
const PROBE = objectProbe('probe', () => [{ rule: 'bad', path: ['spec'] }]);
const CHOICE = { namespaces: ['tools'], own: [] };

describe('what the platform runs', () => {
  it('is counted apart, labelled, and not in groups, namespaces or severities', async () => {
    const { report } = await reportOf(FILES, { checks: [PROBE], findPlatform: findPlatforms(CHOICE, NEWEST_MINOR) });
    const { summary } = report;
    expect(summary.failed.medium).toBe(1);
    expect(summary.groups.map(({ count }) => count)).toEqual([1]);
    expect(summary.namespaces.map(({ namespace }) => namespace)).toEqual(['shop']);
    expect(summary.platform).toEqual([
      {
        id: 'configured',
        title: 'named in merlon.yaml',
        workloads: 1,
        objects: 1,
        failed: { critical: 0, high: 0, medium: 1, low: 0, info: 0 },
        checks: ['probe'],
      },
      expect.objectContaining({ id: 'kubernetes', workloads: 1, checks: ['probe'] }),
    ]);
    expect([...report.findings()].map(({ object, platform }) => [object.name, platform])).toEqual([
      ['dns', 'kubernetes'],
      ['web', undefined],
      ['runner', 'configured'],
    ]);
    // Every verdict is counted, whoever runs the object.
    expect(summary.verdicts.fail).toBe(3);
  });

  it('does not decide the exit code, unless it is unfolded', async () => {
    const only = { 'a.yaml': POD('kube-system', 'dns') };
    const wanted = { checks: [PROBE], findPlatform: findPlatforms(CHOICE, NEWEST_MINOR), failOn: 'medium' } as const;
    expect((await reportOf(only, wanted)).report.exitCode).toBe(0);
    const { report } = await reportOf(only, { ...wanted, foldPlatform: false });
    expect(report.exitCode).toBe(1);
    expect(report.summary.platform).toBeUndefined();
    expect([...report.findings()][0]?.platform).toBe('kubernetes');
  });

  it('is one block on the terminal, and stays folded with --full', async () => {
    const { report, files } = await reportOf(FILES, {
      checks: [PROBE],
      findPlatform: findPlatforms(CHOICE, NEWEST_MINOR),
    });
    const context = { width: 100, colour: false, unicode: true, full: true, files, checks: new Map() };
    const text = [...renderTerminal(report, context)].join('');
    expect(text).toContain('The platform itself');
    expect(text).toMatch(/Kubernetes itself +1 workload +1 medium/);
    expect(text).toContain('web');
    expect(text).not.toContain('Pod kube-system/dns');
  });
});
