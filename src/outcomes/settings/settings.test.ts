import { describe, expect, it } from 'vitest';
import { type Check, PROFILES } from '../../engines/posture/index.ts';
import { activateChecks, NO_SETTINGS, readSettings, SETTINGS_KEYS } from './index.ts';

function check(id: string, options: Check['meta']['options'] = {}, ids: Check['meta']['ids'] = {}): Check {
  const meta = {
    id,
    topic: 'images',
    title: 'T',
    severity: 'low',
    why: 'W.',
    remedy: 'R.',
    practices: [],
    ids,
    rules: {},
    options,
    fixable: false,
  } as const;
  return { scope: 'template', meta, judge: () => [] };
}

const CHECKS = [
  check('image-tag-latest', {
    exempt: { type: 'strings', default: [], doc: 'D' },
    ways: { type: 'strings', default: ['In', 'Out'], values: ['In', 'Out'], nonEmpty: true, doc: 'D' },
    cpu: { type: 'quantity', default: '', doc: 'D' },
    memory: { type: 'quantity', default: '', whole: true, doc: 'D' },
    depth: { type: 'integer', default: 1, minimum: 1, doc: 'D' },
    mode: { type: 'string', default: 'a', values: ['a', 'b'], doc: 'D' },
    deep: { type: 'boolean', default: false, doc: 'D' },
  }),
  check('host-pid', {}, { trivy: ['KSV-0010'] }),
];
const CONTEXT = { checks: CHECKS, profiles: PROFILES.map(({ id }) => id) };
const HEAD = 'apiVersion: merlon.dev/v1\nkind: Config\n';

function said(body: string): readonly string[] {
  return readSettings(`${HEAD}${body}`, CONTEXT).problems.map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );
}

describe('reading merlon.yaml', () => {
  it('reads everything that it may hold', () => {
    const text = `${HEAD}profile: strict
kubernetesVersion: "1.30"
namespace: shop
failOn: never
checks:
  host-pid: {enabled: false, severity: info}
  image-tag-latest:
    options: {exempt: [a, b], depth: 3, mode: b, deep: true}
exceptions:
  - {check: host-pid, object: shop/Pod/agent, reason: it is the agent, expires: 2027-03-31}
  - {check: host-pid, object: "ClusterRole/a*", reason: ours, expires: "2027-12-31"}
platform: {namespaces: [team-tools], own: [argocd]}
templates:
  Thing.example.com: [spec.pods.*.template]
`;
    const { settings, problems } = readSettings(text, CONTEXT);
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      profile: 'strict',
      kubernetesMinor: 30,
      namespace: 'shop',
      failOn: 'never',
      checks: {
        'host-pid': { enabled: false, severity: 'info' },
        'image-tag-latest': { options: { exempt: ['a', 'b'], depth: 3, mode: 'b', deep: true } },
      },
      exceptions: [
        {
          check: 'host-pid',
          object: 'shop/Pod/agent',
          reason: 'it is the agent',
          expires: '2027-03-31',
          place: { file: 'merlon.yaml', line: 12, column: 5 },
        },
        {
          check: 'host-pid',
          object: 'ClusterRole/a*',
          reason: 'ours',
          expires: '2027-12-31',
          place: { file: 'merlon.yaml', line: 13, column: 5 },
        },
      ],
      platform: { namespaces: ['team-tools'], own: ['argocd'] },
      templates: { 'Thing.example.com': [['spec', 'pods', '*', 'template']] },
      templatePlaces: [
        {
          gk: 'Thing.example.com',
          path: ['spec', 'pods', '*', 'template'],
          place: { file: 'merlon.yaml', line: 16, column: 23 },
        },
      ],
      tenants: [],
    });
  });

  it.each(['', '# nothing\n', '---\n'])('takes an empty file as no settings: %j', (text) => {
    expect(readSettings(text, CONTEXT)).toEqual({ settings: NO_SETTINGS, problems: [] });
  });

  it.each([
    ['profil: strict', /^3:1 merlon\.yaml has no "profil"\. Did you mean "profile"\?$/],
    ['colour: red', new RegExp(`^3:1 merlon\\.yaml has no "colour"\\. It has: ${SETTINGS_KEYS.join(', ')}\\.$`)],
    ['profile: recomended', /^3:10 "profile" must be one of .* Did you mean "recommended"\?$/],
    ['failOn: severe', /^3:9 "failOn" must be one of critical, high/],
    ['kubernetesVersion: 1.30', /^3:20 .*Put it in quotes, or 1\.30 is read as 1\.3\.$/],
    ['kubernetesVersion: "30"', /^3:20 .*must be a version as "1\.31"\.$/],
    ['kubernetesVersion: "9.9"', /^3:20 .*as "1\.31"\. The major version of Kubernetes is 1\.$/],
    ['namespace: [a]', /^3:12 "namespace" must be text, not a list$/],
    ['checks: []', /^3:9 "checks" must be a mapping, not a list$/],
    ['checks:\n  host-pids: {}', /^4:3 there is no check "host-pids"\. Did you mean "host-pid"\?$/],
    ['checks:\n  KSV-0010: {}', /^4:3 there is no check "KSV-0010"\. KSV-0010 is host-pid here\.$/],
    ['checks:\n  host-pid: {enable: true}', /^4:14 The entry of host-pid has no "enable"\. Did you mean "enabled"\?$/],
    ['checks:\n  host-pid: {enabled: "no"}', /^4:23 "enabled" must be true or false, not "no"$/],
    ['checks:\n  host-pid: {severity: HIGH}', /^4:24 .*Did you mean "high"\?$/],
    [
      'checks:\n  image-tag-latest: {options: {dept: 1}}',
      /^4:32 image-tag-latest's options has no "dept"\. Did you mean "depth"\?$/,
    ],
    ['checks:\n  image-tag-latest: {options: {depth: 0}}', /^4:39 "depth" must be a whole number of at least 1$/],
    ['checks:\n  image-tag-latest: {options: {mode: c}}', /^4:38 "mode" must be one of a, b, not "c"\./],
    ['checks:\n  image-tag-latest: {options: {exempt: a}}', /^4:40 "exempt" must be a list, not "a"$/],
    [
      'checks:\n  image-tag-latest: {options: {ways: [in]}}',
      /^4:39 "ways" must be one of In, Out, not "in"\. Did you mean "In"\?$/,
    ],
    ['checks:\n  image-tag-latest: {options: {ways: []}}', /^4:38 "ways" must name at least one of In, Out; /],
    ['checks:\n  image-tag-latest: {options: {ways: In}}', /^4:38 "ways" must be a list, not "In"$/],
    ['checks:\n  image-tag-latest: {options: {cpu: abc}}', /^4:37 "cpu" must be an amount .*, as 500m$/],
    ['checks:\n  image-tag-latest: {options: {cpu: -1}}', /^4:37 "cpu" must be an amount/],
    ['checks:\n  image-tag-latest: {options: {cpu: true}}', /^4:37 "cpu" must be an amount/],
    ['checks:\n  image-tag-latest: {options: {memory: 64mb}}', /^4:40 "memory" must be an amount .*, as 64Mi$/],
    ['checks:\n  image-tag-latest: {options: {memory: 64m}}', /^4:40 .*"64m" is a fraction of a byte$/],
    ['namespace: a b', /^3:12 "a b" is no name of a namespace/],
    ['namespace: Shop', /^3:12 "Shop" is no name of a namespace/],
    ['exceptions:\n  - {check: host-pid, object: a/Pod/b, reason: x}', /^4:5 an exception needs expires:/],
    [
      'exceptions:\n  - {check: host-pid, object: a/Pod/b, reason: "", expires: 2027-01-01}',
      /^4:48 "reason" must be text, not ""$/,
    ],
    [
      'exceptions:\n  - {check: host-pid, object: a/Pod/b, reason: x, expires: 2027-02-30}',
      /^4:60 "expires" must be a day that exists/,
    ],
    [
      'exceptions:\n  - {check: host-pid, object: a/Pod/b, reason: x, expires: soon}',
      /^4:60 "expires" must be a day that exists/,
    ],
    [
      'exceptions:\n  - {check: host, object: a/Pod/b, reason: x, expires: 2027-01-01}',
      /^4:13 there is no check "host"\./,
    ],
    [
      'exceptions:\n  - {check: ksv010, object: a/Pod/b, reason: x, expires: 2027-01-01}',
      /^4:13 there is no check "ksv010"\. ksv010 is host-pid here\.$/,
    ],
    [
      'exceptions:\n  - {check: host-pid, object: b, reason: x, expires: 2027-01-01}',
      /^4:31 "object" must be namespace\/Kind\/name/,
    ],
    ['exceptions:\n  - host-pid', /^4:5 .*must be a mapping/],
    ['templates:\n  "a b": [spec]', /^4:3 "a b" is no kind/],
    ['templates:\n  "*.apps": [spec]', /^4:3 "\*\.apps" is no kind: "\*" does not stand for kinds/],
    ['templates:\n  deployment.apps: [spec.x]', /^4:3 there is no kind .* Did you mean "Deployment\.apps"\?$/],
    ['templates:\n  Rollouts.argoproj.io: [spec.x]', /^4:3 .* Did you mean "Rollout\.argoproj\.io"\?$/],
    ['templates:\n  Rollout: [spec.x]', /^4:3 .* Did you mean "Rollout\.argoproj\.io"\?$/],
    ['templates:\n  Thing: [spec.x]', /^4:3 "Thing" lacks its group/],
    ['templates:\n  Thing.x.dev: []', /^4:16 "Thing\.x\.dev" must name at least one path, as spec\.template$/],
    ['templates:\n  Thing.x.dev: spec.x', /^4:16 "Thing\.x\.dev" must be a list/],
    ['templates:\n  Thing.x.dev: ["spec.pods[*].x"]', /^4:17 "spec\.pods\[\*\]\.x" is no path to a pod template/],
    ['templates:\n  Thing.x.dev: [.spec.x]', /^4:17 "\.spec\.x" is no path/],
    ['---\nchecks: {}', /^4:1 merlon\.yaml is one document/],
    ['checks: {', /^\d+:\d+ /],
  ])('says what is wrong with %j', (body, wanted) => {
    expect(said(body).length).toBe(1);
    expect(said(body)[0]).toMatch(wanted);
  });

  it('reads amounts as people write them, and a text of a list once', () => {
    const options = '{cpu: 2, memory: 1e9, ways: [Out, Out, In]}';
    const { settings, problems } = readSettings(`${HEAD}checks: {image-tag-latest: {options: ${options}}}`, CONTEXT);
    expect(problems).toEqual([]);
    expect(settings.checks['image-tag-latest']?.options).toEqual({
      cpu: '2',
      memory: '1000000000',
      ways: ['Out', 'In'],
    });
  });

  it('takes an empty amount as none, and an empty list where it says something', () => {
    expect(said('checks: {image-tag-latest: {options: {cpu: "", exempt: []}}}')).toEqual([]);
  });

  it('says every mistake, not only the first', () => {
    expect(said('profil: a\nfailOn: b\nchecks: {x: {}}').length).toBe(3);
  });

  it('wants to be told what it is', () => {
    expect(readSettings('profile: strict\n', CONTEXT).problems[0]?.message).toMatch(
      /begins with "apiVersion: merlon\.dev\/v1"/,
    );
    expect(readSettings('apiVersion: merlon.dev/v2\n', CONTEXT).problems[0]?.message).toMatch(
      /must be one of merlon\.dev\/v1/,
    );
  });
});

describe('choosing checks', () => {
  const profile = {
    id: 'p',
    title: 'T',
    doc: 'D',
    omitted: {},
    checks: { 'image-tag-latest': { severity: 'high', options: { mode: 'b' } } },
  } as const;

  it.each([
    ['what the profile has, with its options over the defaults', {}, [['image-tag-latest', 'high', 'b', 1]]],
    [
      'the settings over the profile',
      { 'image-tag-latest': { severity: 'info', options: { depth: 7 } } },
      [['image-tag-latest', 'info', 'b', 7]],
    ],
    ['less', { 'image-tag-latest': { enabled: false } }, []],
    [
      'more, by switching it on',
      { 'host-pid': { enabled: true } },
      [
        ['image-tag-latest', 'high', 'b', 1],
        ['host-pid', undefined, undefined, undefined],
      ],
    ],
    [
      'no more for a severity or an option, which say how and not that',
      { 'host-pid': { severity: 'low', options: {} } },
      [['image-tag-latest', 'high', 'b', 1]],
    ],
    [
      'not what is named only to be switched off',
      { 'host-pid': { enabled: false } },
      [['image-tag-latest', 'high', 'b', 1]],
    ],
  ] as const)('takes %s', (_what, settings, wanted) => {
    const active = activateChecks(CHECKS, profile, settings);
    expect(active.map((one) => [one.check.meta.id, one.severity, one.options['mode'], one.options['depth']])).toEqual(
      wanted,
    );
  });
});

describe('tenants', () => {
  const read = (text: string): ReturnType<typeof readSettings> =>
    readSettings(`apiVersion: merlon.dev/v1\ntenants:\n${text}`, { checks: [], profiles: [] });

  it('are namespaces by name, pattern or label, with their subjects', () => {
    const { settings, problems } = read(
      '  shop: {namespaces: [shop, shop-*], subjects: ["sa:ci/shop", "group:shop", ann]}\n  ops: {labels: {team: ops, x: ""}}\n',
    );
    expect(problems).toEqual([]);
    expect(settings.tenants).toEqual([
      { name: 'shop', namespaces: ['shop', 'shop-*'], labels: {}, subjects: ['sa:ci/shop', 'group:shop', 'ann'] },
      { name: 'ops', namespaces: [], labels: { team: 'ops', x: '' }, subjects: [] },
    ]);
  });

  it.each([
    ['  shop: {}', 3, '"shop" needs "namespaces"'],
    ['  shop: {namespace: [a]}', 3, 'has no "namespace". Did you mean "namespaces"?'],
    ['  shop:\n    namespaces: shop', 4, '"namespaces" must be a list, not "shop"'],
    ['  shop:\n    namespaces: [shop]\n    subjects: ["sa:web"]', 5, '"sa:web" must be sa:NAMESPACE/NAME'],
    ['  shop:\n    labels: {team: [a]}', 4, '"team" must be text'],
    ['  - shop', 3, '"tenants" must be a mapping'],
  ])('with a mistake: %j', (text, line, message) => {
    const { problems } = read(text);
    expect(problems[0]?.line).toBe(line);
    expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
  });
});
