import { describe, expect, it } from 'vitest';
import { NAME_PROBE, objectProbe } from '../../../test/support/probes.ts';
import { reportOf, pods } from '../../../test/support/reports.ts';

describe('summary', () => {
  it('counts verdicts, groups and namespaces, and keeps the findings of the worst objects', async () => {
    const names = ['fine', 'a.bad', 'b.bad.worse-x', 'c.bad', 'd.bad.bad-y.worse-z', 'e.none', 'f.look', 'g.bad'];
    const { report } = await reportOf(
      { 'a.yaml': `${pods(...names)}---\n{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n` },
      { checks: [NAME_PROBE] },
    );
    const { summary } = report;
    expect(summary.verdicts).toEqual({ pass: 2, fail: 8, unknown: 0, 'not-applicable': 1, manual: 1 });
    expect(summary.failed).toEqual({ critical: 0, high: 0, medium: 8, low: 0, info: 0 });
    expect(
      summary.groups.map(({ worst, ...group }) => ({ ...group, worst: worst.map(({ object }) => object.ref.name) })),
    ).toEqual([
      {
        check: 'probe',
        rule: 'bad',
        severity: 'medium',
        count: 6,
        accepted: 0,
        objects: 5,
        worst: ['d.bad.bad-y.worse-z', 'b.bad.worse-x', 'a.bad'],
      },
      {
        check: 'probe',
        rule: 'worse',
        severity: 'medium',
        count: 2,
        accepted: 0,
        objects: 2,
        worst: ['d.bad.bad-y.worse-z', 'b.bad.worse-x'],
      },
    ]);
    expect(summary.namespaces).toEqual([
      { namespace: '', workloads: 0, objects: 1, failed: { critical: 0, high: 0, medium: 0, low: 0, info: 0 } },
      { namespace: 'shop', workloads: 8, objects: 8, failed: { critical: 0, high: 0, medium: 8, low: 0, info: 0 } },
    ]);
    expect(report.input).toMatchObject({ objects: 9, workloads: 8, checks: 1, kubernetes: { from: 'flag' } });
  });

  it('lists groups by severity, and takes the worst severity of a group', async () => {
    const severe = objectProbe(
      'severe',
      (object) => [{ rule: 'bad', path: [], ...(object.ref.name === 'b' ? { severity: 'critical' as const } : {}) }],
      'low',
    );
    const { report } = await reportOf(
      { 'a.yaml': pods('a', 'b.bad') },
      { checks: [objectProbe('alpha', () => [{ rule: 'bad', path: [] }], 'high'), severe] },
    );
    expect(report.summary.groups.map(({ check, severity }) => `${check} ${severity}`)).toEqual([
      'alpha high',
      'severe low',
    ]);
    const { report: other } = await reportOf(
      { 'a.yaml': pods('a', 'b') },
      { checks: [objectProbe('alpha', () => [{ rule: 'bad', path: [] }], 'high'), severe], perGroup: 1 },
    );
    expect(
      other.summary.groups.map(
        ({ check, severity, worst }) => `${check} ${severity} ${worst.map(({ object }) => object.ref.name).join()}`,
      ),
    ).toEqual(['severe critical b', 'alpha high b']);
  });

  it('groups what could not be decided by its cause', async () => {
    const gap = (name: string) =>
      ({ gk: 'Secret', namespace: 'shop', name, state: 'open', reason: 'not in these files' }) as const;
    const open = (id: string) => objectProbe(id, () => [{ rule: 'bad', path: [], gaps: [gap('s')] }]);
    const crash = objectProbe('crash', () => {
      throw new Error('boom');
    });
    const { report } = await reportOf({ 'a.yaml': pods('a', 'b') }, { checks: [open('x'), open('y'), crash] });
    expect(report.summary.undecided).toEqual([
      { kind: 'crash', cause: 'boom', checks: ['crash'], count: 2 },
      { kind: 'open', cause: 'Secret shop/s', checks: ['x', 'y'], count: 4 },
    ]);
    expect(report.summary.verdicts.unknown).toBe(6);
    expect(report.exitCode).toBe(0);
    expect([...report.findings()]).toEqual([]);
  });
});

describe('exceptions', () => {
  const exception = (expires: string) => ({ check: 'probe', object: 'shop/Pod/a*', reason: 'known', expires });

  it('label and take out of the counts, and do neither to the verdict', async () => {
    const { report } = await reportOf(
      { 'a.yaml': pods('a.bad', 'b.bad') },
      { checks: [NAME_PROBE], failOn: 'medium', exceptions: [exception('2027-01-15')] },
    );
    expect(report.summary).toMatchObject({ accepted: 1, expired: 0, verdicts: { fail: 2 }, failed: { medium: 1 } });
    expect(report.summary.groups[0]).toMatchObject({ count: 1, accepted: 1, objects: 1 });
    expect(report.summary.groups[0]?.worst.map(({ object }) => object.ref.name)).toEqual(['b.bad']);
    expect([...report.findings()].map(({ accepted, verdict }) => [verdict, accepted])).toEqual([
      ['fail', { reason: 'known', expires: '2027-01-15', expired: false }],
      ['fail', undefined],
    ]);
  });

  it('fail again when they have expired, with a label', async () => {
    const { report } = await reportOf(
      { 'a.yaml': pods('a.bad') },
      { checks: [NAME_PROBE], failOn: 'medium', exceptions: [exception('2027-01-14')] },
    );
    expect(report.summary).toMatchObject({ accepted: 0, expired: 1, failed: { medium: 1 } });
    expect([...report.findings()][0]?.accepted?.expired).toBe(true);
    expect(report.exitCode).toBe(1);
  });

  it('that cover everything leave a group that counts nothing', async () => {
    const { report } = await reportOf(
      { 'a.yaml': pods('a.bad') },
      { checks: [NAME_PROBE], failOn: 'info', exceptions: [exception('2028-01-01')] },
    );
    expect(report.summary.groups).toEqual([
      { check: 'probe', rule: 'bad', severity: 'medium', count: 0, accepted: 1, objects: 0, worst: [] },
    ]);
    expect(report.exitCode).toBe(0);
  });
});

describe('exit code', () => {
  it.each([
    ['critical', false, 0],
    ['high', false, 0],
    ['medium', false, 1],
    ['low', false, 1],
    ['never', false, 0],
    ['medium', true, 3],
    ['never', true, 3],
  ] as const)('with --fail-on %s, unreadable %s: %i', async (failOn, unreadable, wanted) => {
    const { report } = await reportOf({ 'a.yaml': pods('a.bad') }, { checks: [NAME_PROBE], failOn, unreadable });
    expect(report.exitCode).toBe(wanted);
  });
});
