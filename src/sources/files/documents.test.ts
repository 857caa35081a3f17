import { describe, expect, it } from 'vitest';
import { briefly, loadFiles, names, podText } from '../testing.ts';

describe('documents', () => {
  it('takes Lists apart, typed and nested ones too, and keeps the way to each item', async () => {
    const loaded = await loadFiles({
      'a.yaml': `apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Pod, metadata: {name: one}}
  - apiVersion: v1
    kind: PodList
    items:
      - metadata: {name: two}
  - {apiVersion: v1, kind: List, items: []}
  - 7
`,
    });
    expect(loaded.objects.map(({ ref, source }) => [ref.name, source?.pointer, source?.document])).toEqual([
      ['one', ['items', 0], 0],
      ['two', ['items', 1, 'items', 0], 0],
    ]);
    expect(briefly(loaded)).toEqual(['warning bad-list-item a.yaml:10:5']);
  });

  it('takes whatever has items for a List too, as kubectl does, and says so', async () => {
    const loaded = await loadFiles({
      'a.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: decoy}
items:
  - {apiVersion: v1, kind: Pod, metadata: {name: hidden}}
  - {apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: aHVudGVyMg==}}
  - 7
---
apiVersion: example.com/v1
kind: Bundle
metadata: {name: b}
items: []
`,
    });
    expect(names(loaded)).toEqual(['Bundle /b', 'ConfigMap default/decoy', 'Pod default/hidden', 'Secret default/s']);
    expect(briefly(loaded)).toEqual([
      'warning items-beside-kind a.yaml:4:1',
      'warning unknown-field a.yaml:4:1',
      'warning items-beside-kind a.yaml:12:1',
    ]);
    expect(loaded.files[0]?.text).not.toContain('aHVudGVyMg==');
  });

  it('reads JSON, and NDJSON as one document a line', async () => {
    const line = (name: string): string => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"}}\n`;
    const loaded = await loadFiles({ 'a.json': line('a'), 'b.ndjson': line('b') + line('c') });
    expect(names(loaded)).toEqual(['Pod default/a', 'Pod default/b', 'Pod default/c']);
    expect(loaded.files.map(({ format }) => format)).toEqual(['json', 'json']);
  });

  it('reads on after a line of NDJSON that is broken', async () => {
    const line = (name: string): string => `{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}"}}\n`;
    const loaded = await loadFiles({
      'a.ndjson': `${line('a')}{"apiVersion":"v1","kind":"Secret","data":{"a":"hunter2"\n\n${line('b')}{"apiVersion":"v1","kind":\n${line('c')}`,
    });
    expect(names(loaded)).toEqual(['Pod default/a', 'Pod default/b', 'Pod default/c']);
    expect(briefly(loaded)).toEqual(['error yaml-syntax a.ndjson:2:57', 'error yaml-syntax a.ndjson:5:27']);
    const [file] = loaded.files;
    expect(file?.format).toBe('json');
    expect(file?.text).not.toContain('hunter2');
    expect(loaded.objects.map(({ source }) => source && file?.text.slice(source.start, source.end))).toEqual(
      ['a', 'b', 'c'].map((name) => line(name).trimEnd()),
    );
    expect(loaded.objects.map(({ source }) => source?.document)).toEqual([0, 2, 4]);
  });

  it('does not take flow mappings on several lines for lines of JSON', async () => {
    const loaded = await loadFiles({ 'a.yaml': '{apiVersion: v1,\n{kind: Pod}\n' });
    expect(loaded.counts).toMatchObject({ documents: 1, brokenDocuments: 1 });
  });

  it('counts what is not Kubernetes, and tells only of files with nothing else', async () => {
    const loaded = await loadFiles({
      'mixed.yaml': `foo: bar\n---\n${podText('a')}---\n- 1\n`,
      'other.yaml': 'foo: bar\n',
      'list.yaml': '# apiVersion\n- 1\n',
      'package.json': '{"name":"x"}',
      'values.yaml': 'a: 1\n',
      'skaffold.yaml': 'apiVersion: skaffold/v4beta11\nkind: Config\n',
      'kind.yaml': 'apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\nnodes: []\n',
      'workflow.json': '{"apiVersion":1}',
    });
    expect(names(loaded)).toEqual(['Pod default/a']);
    expect(briefly(loaded)).toEqual(['note not-kubernetes list.yaml', 'note not-kubernetes other.yaml']);
    expect(loaded.files.map(({ path }) => path)).toEqual(['mixed.yaml']);
    expect(loaded.counts).toMatchObject({ filesRead: 8, objects: 1, skippedNonKubernetes: 9 });
  });

  it.each([
    ['apiVersion: v1\nmetadata: {name: a}\nspec: {}\n', 'this document has no kind, so'],
    ['apiVersion: v1\nkind: 5\nmetadata: {name: a}\nspec: {}\n', 'this document has a kind that is no text, so'],
    ['kind: Pod\nmetadata: {name: a}\ndata: {}\n# apiVersion\n', 'this document has no apiVersion, so'],
    ['[{apiVersion: v1, kind: Pod}]\n', 'this document is a list of objects, which kubectl takes only as'],
  ])('tells of a document that was meant to be an object: %j', async (text, message) => {
    const loaded = await loadFiles({ 'a.yaml': text });
    expect(briefly(loaded)).toEqual(['warning incomplete-object a.yaml:1:1']);
    expect(loaded.diagnostics[0]?.message).toContain(message);
    expect(loaded.objects).toEqual([]);
  });

  it('does not take foreign files for broken manifests', async () => {
    const loaded = await loadFiles({ 'site.yml': 'x: [1\n', 'cfn.yml': '# apiVersion\nA: !Ref x\nB: [\n' });
    expect(briefly(loaded).map((one) => one.split(' ').slice(0, 2).join(' '))).toEqual(
      expect.arrayContaining(['note not-kubernetes']),
    );
    expect(loaded.unreadable).toBe(false);
    const named = await loadFiles({ 'site.yml': 'x: [1\n' }, { targets: ['site.yml'] });
    expect(named.unreadable).toBe(true);
  });
});

const CHART_TEMPLATE = `apiVersion: v1
kind: Service
metadata:
  name: {{ .Release.Name }}
  labels:
    {{- include "x" . | nindent 4 }}
`;

describe('templates that were not rendered', () => {
  it('are told of once for each folder, as a warning', async () => {
    const loaded = await loadFiles({
      'templates/a.yaml': CHART_TEMPLATE,
      'templates/b.yaml': `{{- if .Values.x }}\n${podText('b')}{{- end }}\n`,
      'one/c.yaml': CHART_TEMPLATE,
      'd.yaml': podText('d'),
    });
    expect(names(loaded)).toEqual(['Pod default/d']);
    expect(briefly(loaded)).toEqual([
      'warning unrendered-template one/c.yaml',
      'warning unrendered-template templates',
    ]);
    expect(loaded.diagnostics[1]?.message).toContain('2 files in templates are templates that were not rendered');
    expect(loaded.counts.unrenderedTemplates).toBe(3);
    expect(loaded.unreadable).toBe(false);
  });

  it('are errors when named', async () => {
    const loaded = await loadFiles(
      { 't/a.yaml': CHART_TEMPLATE, 't/b.yaml': CHART_TEMPLATE },
      { targets: ['t/a.yaml'] },
    );
    expect(briefly(loaded)).toEqual(['error unrendered-template t/a.yaml']);
  });

  it('are known by placeholders in names and specs, while whole documents beside them are kept', async () => {
    const loaded = await loadFiles({
      'a.yaml': `${podText('a')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: "{{ .Release.Name }}"}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {template: {spec: {containers: [{name: c, image: "{{ .Values.image }}"}]}}}\n`,
    });
    expect(names(loaded)).toEqual(['Pod default/a']);
    expect(briefly(loaded)).toEqual(['warning unrendered-template a.yaml']);
  });

  it.each([
    ['a placeholder of Jinja', 'name: {{ app_name }}'],
    ['one with a filter', 'name: {{ app.name|lower }}'],
    ['one with a lookup', "name: {{ lookup('env', 'NAME') }}"],
    ['a statement', '{% if x %}'],
  ])('are known by where the reader stumbles: %s', async (_name, line) => {
    const loaded = await loadFiles({ 'a.yaml': `apiVersion: v1\nkind: Pod\nmetadata:\n  ${line}\n` });
    expect(briefly(loaded)).toEqual(['warning unrendered-template a.yaml']);
  });

  it('are not mistakes beside placeholders', async () => {
    const loaded = await loadFiles({
      'a.yaml': 'apiVersion: argoproj.io/v1\nkind: Workflow\nspec:\n  a: "{{inputs.parameters.x}}"\n  b: [\n',
    });
    expect(briefly(loaded)).toEqual(['error yaml-syntax a.yaml:6:1']);
  });

  it('are OpenShift’s Templates too', async () => {
    const loaded = await loadFiles({
      'a.yaml':
        'apiVersion: template.openshift.io/v1\nkind: Template\nmetadata: {name: t}\nobjects:\n- {apiVersion: v1, kind: Pod, metadata: {name: "${NAME}"}}\n',
    });
    expect(briefly(loaded)).toEqual(['warning unrendered-template a.yaml']);
    expect(loaded.objects).toEqual([]);
  });

  it('with variables in names are judged as they are, and told of once for each folder', async () => {
    const pod = (metadata: string): string => `apiVersion: v1\nkind: Pod\nmetadata: ${metadata}\n`;
    const loaded = await loadFiles({
      'a.yaml': pod('{name: "app-${TAG:-dev}"}'),
      'b.yaml': pod('{name: b, namespace: $NS}'),
      'c/d.yaml': pod('{name: d, labels: {a: "${X}"}}'),
      'c/e.yaml': pod('{name: "$(NAME)"}'),
    });
    expect(briefly(loaded)).toEqual([
      'warning unfilled-variable a.yaml:3:18',
      'warning unfilled-variable c/e.yaml:3:18',
    ]);
    expect(loaded.diagnostics[0]?.message).toMatch(/^\$\{TAG:-dev\} stands in a name here .* 1 more in this folder/);
    expect(loaded.objects).toHaveLength(4);
  });

  it('are not taken for objects that carry braces of their own', async () => {
    const loaded = await loadFiles({
      'rule.yaml':
        'apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: r}\nspec: {groups: [{name: g, rules: [{alert: A, annotations: {d: "{{ $labels.pod }} {{ .Values.x }}"}}]}]}\n',
      'cm.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  t: "{{ .Values.image }}"\n',
      'pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: i, args: ["--template={{ .Status }}"]}]}\n',
    });
    expect(names(loaded)).toEqual(['PrometheusRule /r', 'ConfigMap default/c', 'Pod default/p']);
    expect(loaded.diagnostics).toEqual([]);
  });
});
