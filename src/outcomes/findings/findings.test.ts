import { describe, expect, it } from 'vitest';
import { clusterOf, objectsOf } from '../../../test/support/objects.ts';
import { NAME_PROBE, objectProbe, templateProbe } from '../../../test/support/probes.ts';
import { PROVIDERS } from '../../../test/support/providers.ts';
import { activateAll, brief, reportOf, pods, reportOfCluster } from '../../../test/support/reports.ts';
import { judgeCluster } from '../../engines/posture/index.ts';
import type { Judgement } from '../../model/verdicts/index.ts';
import { buildReport, type Report } from './index.ts';

describe('findings', () => {
  const low = objectProbe('a-low', () => [{ rule: 'bad', path: [] }], 'low');
  const high = templateProbe(
    'z-high',
    (pod) =>
      pod.containers.flatMap(({ name, path }) =>
        ['q', 'p'].map((item) => ({ rule: 'worse', path, container: name, item })),
      ),
    'high',
  );

  it('come object by object, then worst first, whatever the order of checks and containers', async () => {
    const pod =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: two}\nspec: {containers: [{name: b, image: i}, {name: a, image: i}]}\n';
    const wanted = [
      'z-high/worse default/Pod/two/a/p',
      'z-high/worse default/Pod/two/a/q',
      'z-high/worse default/Pod/two/b/p',
      'z-high/worse default/Pod/two/b/q',
      'a-low/bad default/Pod/two',
      'z-high/worse shop/Pod/one/app/p',
      'z-high/worse shop/Pod/one/app/q',
      'a-low/bad shop/Pod/one',
    ];
    for (const checks of [
      [low, high],
      [high, low],
    ]) {
      const { report } = await reportOf({ 'a.yaml': pods('one'), 'b.yaml': pod }, { checks });
      expect([...report.findings()].map(brief)).toEqual(wanted);
      expect([...report.findings()]).toEqual([...report.findings()]);
    }
  });

  it('are failed verdicts only, unless all are wanted', async () => {
    const { report } = await reportOf(
      { 'a.yaml': pods('fine', 'x.bad.none.look') },
      { checks: [NAME_PROBE], verdicts: 'all' },
    );
    expect([...report.findings()].map(brief)).toEqual([
      'pass probe/good shop/Pod/fine',
      'probe/bad shop/Pod/x.bad.none.look',
      'manual probe/look shop/Pod/x.bad.none.look',
      'not-applicable probe/none shop/Pod/x.bad.none.look',
    ]);
  });

  it('have an identity that places do not change, and everything else does', async () => {
    const prints = async (files: Readonly<Record<string, string>>) =>
      [...(await reportOf(files, { checks: [high] })).report.findings()].map(({ fingerprint }) => fingerprint);
    const [first, ...others] = await prints({ 'a.yaml': pods('one', 'two') });
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set([first, ...others]).size).toBe(4);
    expect(await prints({ 'z/b.yaml': `# moved\n${pods('two')}`, 'c.yaml': `\n\n${pods('one')}` })).toEqual([
      first,
      ...others,
    ]);
    expect(await prints({ 'a.yaml': pods('one').replace('shop', 'else') })).not.toContain(first);
  });

  it('of an object with several pod templates have an identity each', () => {
    const template = (name: string) => `{name: ${name}, template: {spec: {containers: [{name: app, image: i}]}}}`;
    const text = (names: readonly string[]) =>
      `apiVersion: x.dev/v1\nkind: Fleet\nmetadata: {name: f, namespace: shop}\nspec: {groups: [${names.map(template).join(', ')}]}\n`;
    const prints = (names: readonly string[]) => {
      const cluster = {
        ...clusterOf(objectsOf(text(names))),
        extraTemplates: { 'Fleet.x.dev': [['spec', 'groups', '*', 'template']] },
      };
      return [...reportOfCluster(cluster, activateAll([high])).report.findings()]
        .map(({ fingerprint }) => fingerprint)
        .toSorted();
    };
    expect(new Set(prints(['a', 'b'])).size).toBe(4);
    expect(prints(['b', 'a'])).toEqual(prints(['a', 'b']));
  });

  it('say what decided, and hide what must not be shown', async () => {
    const judge = (): readonly Judgement[] => [
      { rule: 'bad', path: ['spec', 'a'], item: '1' },
      { rule: 'bad', path: ['metadata', 'name'], value: 'fine', item: '2' },
      { rule: 'bad', path: ['metadata', 'name'], value: 'p😀', sensitive: true, item: '3' },
      { rule: 'bad', path: ['metadata', 'name'], item: '4' },
    ];
    const { report } = await reportOf({ 'a.yaml': pods('fine') }, { checks: [objectProbe('probe', judge)] });
    const findings = [...report.findings()];
    expect(findings.map(({ evidence }) => evidence)).toEqual([
      { path: 'spec.a', state: 'absent' },
      { path: 'metadata.name', state: 'present', value: 'fine' },
      { path: 'metadata.name', state: 'hidden', length: 2 },
      { path: 'metadata.name', state: 'hidden' },
    ]);
    expect(JSON.stringify(findings)).not.toContain('p😀');
  });

  it('carry what a default assumed and why something is undecided', async () => {
    const gap = {
      gk: 'ServiceAccount',
      namespace: 'shop',
      name: 'x',
      state: 'open',
      reason: 'not in these files',
    } as const;
    const probe = objectProbe('probe', () => [
      { rule: 'bad', path: [], assumes: [gap] },
      { rule: 'worse', path: [], gaps: [gap] },
    ]);
    const { report } = await reportOf({ 'a.yaml': pods('fine') }, { checks: [probe], verdicts: 'all' });
    expect([...report.findings()].map(({ assumes, undecided }) => ({ assumes, undecided }))).toEqual([
      { assumes: [gap], undecided: undefined },
      {
        assumes: undefined,
        undecided: { kind: 'open', detail: 'not in these files: ServiceAccount shop/x', gaps: [gap] },
      },
    ]);
  });

  it('have no region where there is no file', () => {
    const { report } = reportOfCluster(clusterOf(objectsOf(pods('a.bad'))), activateAll([NAME_PROBE]));
    expect([...report.findings()].map(({ region }) => region)).toEqual([undefined]);
  });

  it('are made while walked, the worst of each group when they are asked for', async () => {
    const fix = { class: 'safe', title: 'fix it', ops: [{ op: 'remove', path: ['spec'] }] } as const;
    const { report, run } = await reportOf(
      { 'a.yaml': pods('a', 'b', 'c') },
      { checks: [objectProbe('probe', () => [{ rule: 'bad', path: ['spec'], fix }])] },
    );
    let asked = 0;
    const prover = {
      prove: () => {
        asked++;
        return { proven: false as const, reason: 'no' };
      },
    };
    const fresh = buildReport(run, {
      ...report.input,
      version: '',
      unreadable: false,
      failOn: 'high',
      exceptions: [],
      today: '2027-01-15',
      prover,
      perGroup: 1,
    });
    expect(asked).toBe(0);
    const [worst] = fresh.summary.groups[0]?.worst ?? [];
    expect(asked).toBe(0);
    const shown = worst?.finding;
    expect(worst?.finding).toBe(shown);
    expect(asked).toBe(1);
    const findings = [...fresh.findings()];
    expect(findings).toHaveLength(3);
    expect(asked).toBe(4);
    expect(findings[0]).toEqual({ fingerprint: worst?.fingerprint, ...shown });
  });

  it.each(['all', 'nothing'] as const)(
    'are counted alike before they are walked, while they are and after some were (keep: %s)',
    async (keep) => {
      const made = await reportOf({ 'a.yaml': pods('a', 'b', 'c') });
      const { cluster, active } = made.run;
      const check = made.report.summary.groups[0]?.check ?? '';
      const fresh = (verdicts: 'failed' | 'all' = 'failed'): Report => {
        const run = judgeCluster(cluster, active, { keep, providers: PROVIDERS });
        return buildReport(run, {
          ...made.report.input,
          version: '',
          unreadable: false,
          failOn: 'high',
          exceptions: [{ check, object: '*/*/a', reason: 'known', expires: '2028-01-01' }],
          today: '2027-01-15',
          verdicts,
        });
      };
      const [before, walked, begun] = [fresh(), fresh(), fresh()];
      const { summary, exitCode } = before;
      const findings = [...before.findings()];
      expect(summary).toMatchObject({ accepted: 1, verdicts: { fail: findings.length } });
      expect([...walked.findings()]).toEqual(findings);
      for (const _first of begun.findings()) break;
      const whole = fresh('all');
      expect([...whole.findings()].length).toBeGreaterThan(findings.length);
      for (const report of [walked, begun, whole])
        expect([report.summary, report.exitCode]).toEqual([summary, exitCode]);
    },
  );
});

describe('controls', () => {
  it('are named in the profiles of the Pod Security Standards only', async () => {
    const text =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {hostPID: true, containers: [{name: c, image: i}]}\n';
    const controls = async (profile: string) => {
      const { report } = await reportOf({ 'a.yaml': text }, { profile });
      return [...report.findings()].filter(({ check }) => check === 'host-pid').map(({ control }) => control);
    };
    expect(await controls('pss-baseline')).toEqual(['hostNamespaces']);
    expect(await controls('recommended')).toEqual([undefined]);
  });
});
