import { describe, expect, it } from 'vitest';
import { objectProbe } from '../../../test/support/probes.ts';
import { checkRegion } from '../../../test/support/regions.ts';
import { reportOf } from '../../../test/support/reports.ts';
import { type Path, valueAt } from '../../model/json.ts';
import type { Finding } from './types.ts';

const HEAD = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n';
const POD = `${HEAD}spec:
  hostNetwork: true # shares
  dnsPolicy: "Default"
  securityContext: {runAsUser: 0, sysctls: []}
  containers:
    - name: app
      image: 'a:1'
      args: ["é\\t😀", --ü]
      securityContext:
        privileged: yes
    - image: b
      securityContext:
`;

const ANCHORS = `${HEAD}spec:
  containers:
    - &base
      name: app
      image: &img nginx
      securityContext: &sc
        privileged: true
    - name: two
      image: *img
      securityContext: *sc
    - <<: *base
      name: three
`;

/** File text, path of the deciding field, and what must be shown: text, path (when not the same) and part. */
interface Row {
  readonly text: string;
  readonly path: Path;
  readonly shown: string;
  readonly at?: string;
  readonly part?: 'key' | 'value';
  readonly place?: string;
}

const container = (index: number, ...rest: readonly string[]): Path => ['spec', 'containers', index, ...rest];

const ROWS: Readonly<Record<string, Row>> = {
  'plain scalar': { text: POD, path: ['spec', 'hostNetwork'], shown: 'true', place: '6:16-6:20' },
  'quoted scalar': { text: POD, path: ['spec', 'dnsPolicy'], shown: '"Default"', place: '7:14-7:23' },
  'word that is a boolean': { text: POD, path: container(0, 'securityContext', 'privileged'), shown: 'yes' },
  'flow mapping': { text: POD, path: ['spec', 'securityContext', 'runAsUser'], shown: '0' },
  'item with escapes and characters beyond the BMP': {
    text: POD,
    path: [...container(0, 'args'), 0],
    shown: '"é\\t😀"',
    place: '12:14-12:21',
  },
  'what stands behind characters beyond the BMP': {
    text: POD,
    path: [...container(0, 'args'), 1],
    shown: '--ü',
    place: '12:23-12:26',
  },
  collection: { text: POD, path: ['spec', 'securityContext'], shown: 'securityContext', part: 'key' },
  'empty collection': { text: POD, path: ['spec', 'securityContext', 'sysctls'], shown: 'sysctls', part: 'key' },
  'absent field': {
    text: POD,
    path: ['spec', 'securityContext', 'runAsGroup'],
    shown: 'securityContext',
    at: 'spec.securityContext',
    part: 'key',
  },
  'absent at the top': { text: POD, path: ['automountServiceAccountToken'], shown: 'web', at: 'metadata.name' },
  'absent in a container': {
    text: POD,
    path: container(0, 'livenessProbe'),
    shown: 'app',
    at: 'spec.containers[0].name',
  },
  'the container itself': { text: POD, path: container(0), shown: 'app', at: 'spec.containers[0].name' },
  'container without a name': {
    text: POD,
    path: container(1, 'resources'),
    shown: 'image',
    at: 'spec.containers[1].image',
    part: 'key',
  },
  'empty value': {
    text: POD,
    path: container(1, 'securityContext', 'privileged'),
    shown: 'securityContext',
    at: 'spec.containers[1].securityContext',
    part: 'key',
  },
  'item that is not there': {
    text: POD,
    path: [...container(0, 'args'), 7],
    shown: 'args',
    at: 'spec.containers[0].args',
    part: 'key',
  },
  'the object as a whole': { text: POD, path: [], shown: 'web', at: 'metadata.name' },
  'value behind an alias': { text: ANCHORS, path: container(1, 'image'), shown: 'nginx', place: '9:19-9:24' },
  'value below an alias': {
    text: ANCHORS,
    path: container(1, 'securityContext', 'privileged'),
    shown: 'true',
    place: '11:21-11:25',
  },
  'value that is merged': { text: ANCHORS, path: container(2, 'image'), shown: 'nginx', place: '9:19-9:24' },
  'collection behind an alias': {
    text: ANCHORS,
    path: container(1, 'securityContext'),
    shown: 'securityContext',
    part: 'key',
    place: '14:7-14:22',
  },
  'absent below an alias': {
    text: ANCHORS,
    path: container(1, 'securityContext', 'runAsUser'),
    shown: 'securityContext',
    at: 'spec.containers[1].securityContext',
    part: 'key',
    place: '14:7-14:22',
  },
  'name beside a merge': { text: ANCHORS, path: container(2, 'env'), shown: 'three', at: 'spec.containers[2].name' },
  'second document': { text: `# one\n---\n${POD}`, path: ['spec', 'hostNetwork'], shown: 'true', place: '8:16-8:20' },
  'document after a byte order mark': { text: `\ufeff${POD}`, path: ['metadata', 'name'], shown: 'web' },
  'CR LF': { text: POD.replaceAll('\n', '\r\n'), path: container(0, 'image'), shown: "'a:1'", place: '11:14-11:19' },
  'no final newline': { text: `${HEAD}spec: {hostIPC: on}`, path: ['spec', 'hostIPC'], shown: 'on' },
  'literal block': {
    text: `${HEAD}  annotations:\n    a: |\n      one\n        two\n`,
    path: ['metadata', 'annotations', 'a'],
    shown: '|\n      one\n        two',
  },
  'folded block': {
    text: `${HEAD}  annotations:\n    "x.y/z a": >-\n      one\n      two\n`,
    path: ['metadata', 'annotations', 'x.y/z a'],
    shown: '>-\n      one\n      two',
  },
  'plain scalar over two lines': {
    text: `${HEAD}  annotations:\n    a: one\n      two\n`,
    path: ['metadata', 'annotations', 'a'],
    shown: 'one\n      two',
    place: '6:8-7:10',
  },
  'tab in a string': {
    text: `${HEAD}  annotations: {a: "b\tc"}\n`,
    path: ['metadata', 'annotations', 'a'],
    shown: '"b\tc"',
  },
  'tagged and anchored scalar': {
    text: `${HEAD}  annotations:\n    a: !!str &x 12\n`,
    path: ['metadata', 'annotations', 'a'],
    shown: '12',
  },
  'octal number': { text: `${HEAD}spec: {priority: 0777}\n`, path: ['spec', 'priority'], shown: '0777' },
  'key given twice': {
    text: `${HEAD}spec:\n  hostPID: false\n  hostPID: true\n`,
    path: ['spec', 'hostPID'],
    shown: 'true',
    place: '7:12-7:16',
  },
  'absent key with odd characters': {
    text: `${HEAD}  annotations:\n    "a.b/c[0]": {}\n`,
    path: ['metadata', 'annotations', 'nope'],
    shown: 'annotations',
    at: 'metadata.annotations',
    part: 'key',
  },
  JSON: {
    text: JSON.stringify(
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { hostNetwork: true } },
      null,
      '\t',
    ),
    path: ['spec', 'hostNetwork'],
    shown: 'true',
    place: '8:18-8:22',
  },
  'JSON on one line': {
    text: '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"wéb"},"spec":{"nodeName":"n"}}',
    path: ['spec', 'nodeName'],
    shown: '"n"',
  },
  'List of lists': {
    text: `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: List\n  items:\n  - apiVersion: v1\n    kind: Pod\n    metadata: {name: web}\n    spec:\n      hostNetwork: true\n`,
    path: ['spec', 'hostNetwork'],
    shown: 'true',
    place: '11:20-11:24',
  },
  'absent in a List item': {
    text: `apiVersion: v1\nkind: PodList\nitems:\n- metadata: {name: web}\n- apiVersion: v1\n  kind: Pod\n  metadata:\n    generateName: z-\n`,
    path: ['spec', 'hostNetwork'],
    shown: 'web',
    at: 'metadata.name',
  },
};

function probe(path: Path) {
  return objectProbe('probe', (object) => [{ rule: 'bad', path, value: valueAt(object.data, path) }]);
}

async function findingsAt(text: string, path: Path) {
  const { report, files } = await reportOf({ 'a.yaml': text }, { checks: [probe(path)] });
  return { findings: [...report.findings()], files };
}

function shownText(finding: Finding, text: string): string {
  const { byteOffset = 0, byteLength = 0 } = finding.region ?? {};
  return Buffer.from(text)
    .subarray(byteOffset, byteOffset + byteLength)
    .toString();
}

describe('regionOf', () => {
  it.each(Object.entries(ROWS))('%s', async (_name, row) => {
    const { findings, files } = await findingsAt(row.text, row.path);
    const [finding] = findings;
    if (finding?.region === undefined) throw new Error('no region');
    const { points, startLine, startColumn, endLine, endColumn } = finding.region;
    expect(shownText(finding, row.text)).toBe(row.shown);
    expect(points).toEqual({ path: row.at ?? finding.evidence.path, part: row.part ?? 'value' });
    const place = `${startLine}:${startColumn}-${endLine}:${endColumn}`;
    expect(place).toBe(row.place ?? place);
    expect(checkRegion(finding, files)).toBeUndefined();
  });

  it('works on the masked text of a Secret, and does not show its values', async () => {
    const text =
      'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata:\n  plain: aHVudGVyMg==\n  quoted: "aHVudGVyMg=="\nstringData:\n  block: |\n    hunter2\n    more\ntype: Opaque\n';
    for (const path of [['data', 'plain'], ['data', 'quoted'], ['stringData', 'block'], ['type']]) {
      const check = objectProbe('probe', (object) => [
        { rule: 'bad', path, value: valueAt(object.data, path), sensitive: path.length > 1 },
      ]);
      const { report, files } = await reportOf({ 's.yaml': text }, { checks: [check] });
      const [finding] = report.findings();
      expect(finding?.region?.points).toEqual({ path: path.join('.'), part: 'value' });
      expect(finding === undefined ? 'none' : checkRegion(finding, files)).toBeUndefined();
      expect(files.map((file) => file.text).join('')).not.toMatch(/hunter2|aHVudGVyMg/);
    }
  });

  it('composes each document once in a walk, whatever the order of objects', async () => {
    const list = (names: readonly string[]) =>
      `apiVersion: v1\nkind: List\nitems:\n${names.map((name) => `- {apiVersion: v1, kind: Pod, metadata: {name: ${name}}}\n`).join('')}`;
    const { report, files } = await reportOf(
      { 'a.yaml': list(['a', 'c', 'e']), 'b.yaml': list(['b', 'd', 'f']) },
      { checks: [probe(['spec'])] },
    );
    const findings = [...report.findings()];
    expect(findings.map(({ object, region }) => `${object.name} ${region?.file}:${region?.startLine}`)).toEqual([
      'a a.yaml:4',
      'b b.yaml:4',
      'c a.yaml:5',
      'd b.yaml:5',
      'e a.yaml:6',
      'f b.yaml:6',
    ]);
    expect(findings.map((finding) => checkRegion(finding, files))).toEqual(findings.map(() => undefined));
  });
});

describe('regionOf an object without a name', () => {
  it('shows its kind', async () => {
    const { findings, files } = await findingsAt('apiVersion: v1\nkind: Pod\nmetadata: {generateName: w-}\n', [
      'spec',
      'hostPID',
    ]);
    expect(findings[0]?.region?.points).toEqual({ path: 'kind', part: 'value' });
    expect(findings.map((finding) => checkRegion(finding, files))).toEqual([undefined]);
  });
});

describe('checkRegion', () => {
  const shift = (finding: Finding, by: number): Finding => {
    if (finding.region === undefined) return finding;
    const { startColumn, endColumn, byteOffset, ...rest } = finding.region;
    return {
      ...finding,
      region: { ...rest, startColumn: startColumn + by, endColumn: endColumn + by, byteOffset: byteOffset + by },
    };
  };

  const plain = Object.entries(ROWS).filter(
    ([, { text, at, shown }]) => !text.includes('é') && at === undefined && !shown.includes('\n'),
  );
  it.each(plain)('sees a region that is off by one: %s', async (_name, row) => {
    const { findings, files } = await findingsAt(row.text, row.path);
    const [finding] = findings;
    if (finding?.region === undefined) throw new Error('no region');
    for (const by of [-1, 1]) expect(checkRegion(shift(finding, by), files)).toBeDefined();
    const { byteOffset } = finding.region;
    expect(checkRegion({ ...finding, region: { ...finding.region, byteOffset: byteOffset + 1 } }, files)).toMatch(
      /lines say/,
    );
  });
});
