import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeDocument, formatScalar, readDocuments, type YamlStyle } from '../../model/yaml/index.ts';
import { loadFiles } from '../testing.ts';
import type { LoadedManifests } from '../types.ts';

const SECRET = 'hunter2';

/** Everything that leaves the loader, as text. */
function everything(loaded: LoadedManifests): string {
  return JSON.stringify(loaded, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

/** Holds the masked text to what it promises: no secret, all offsets, and the same tree of documents. */
async function expectMasked(text: string, name = 'a.yaml'): Promise<string> {
  const loaded = await loadFiles({ [name]: text });
  expect(everything(loaded)).not.toContain(SECRET);
  const masked = loaded.files[0]?.text ?? '';
  expect(masked).toHaveLength(text.length);
  expect([...masked.matchAll(/\r|\n/g)].map(({ index }) => index)).toEqual(
    [...text.matchAll(/\r|\n/g)].map(({ index }) => index),
  );
  const before = readDocuments(text);
  const after = readDocuments(masked);
  expect(after.map(({ start, end, value }) => [start, end, value === undefined])).toEqual(
    before.map(({ start, end, value }) => [start, end, value === undefined]),
  );
  const readable = after.filter(({ value }) => value !== undefined && value !== null);
  expect(readable.filter((document) => composeDocument(masked, document) === undefined)).toEqual([]);
  return masked;
}

const HEAD = 'apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n';

describe('values of Secrets', () => {
  it.each([
    ['plain', `${HEAD}data:\n  a: ${SECRET} # why\n  b: "x"\n`, `${HEAD}data:\n  a: x****** # why\n  b: "*"\n`],
    [
      'quoted',
      `${HEAD}stringData: {a: "${SECRET}", b: '${SECRET}', c: ${SECRET}}\n`,
      `${HEAD}stringData: {a: "*******", b: '*******', c: x******}\n`,
    ],
    [
      'in block scalars',
      `${HEAD}stringData:\n  a: |-\n    ${SECRET}\n      ${SECRET} x\n\n  b: >\n    ${SECRET}\n`,
      `${HEAD}stringData:\n  a: |-\n    *******\n      *********\n\n  b: >\n    *******\n`,
    ],
    [
      'over several lines',
      `${HEAD}stringData:\n  a: ${SECRET}\n    ${SECRET}\n  b: "${SECRET}\n    ${SECRET}"\n`,
      `${HEAD}stringData:\n  a: x******\n    *******\n  b: "*******\n    *******"\n`,
    ],
    [
      'with CR LF',
      `${HEAD}stringData:\n  a: |\n    ${SECRET}\n  b: ${SECRET}\n`.replaceAll('\n', '\r\n'),
      `${HEAD}stringData:\n  a: |\n    *******\n  b: x******\n`.replaceAll('\n', '\r\n'),
    ],
    [
      'with tags and anchors',
      `${HEAD}data: &d\n  a: !!str &x ${SECRET}\n  b: *x\n`,
      `${HEAD}data: &d\n  a: !!str &x x******\n  b: *x\n`,
    ],
    [
      'of the wrong type',
      `${HEAD}data: ${SECRET}\nstringData: [${SECRET}, {x: ${SECRET}}]\n`,
      `${HEAD}data: x******\nstringData: [x******, {x: x******}]\n`,
    ],
    ['in a field that does not exist', `${HEAD}stringdata:\n  a: ${SECRET}\n`, `${HEAD}stringdata:\n  a: x******\n`],
    [
      'as numbers',
      `${HEAD}data: {a: 12345, b: true, c: null, d: , e: ~}\n`,
      `${HEAD}data: {a: x****, b: x***, c: x***, d: , e: x}\n`,
    ],
    [
      'under a key that stands twice',
      `${HEAD}data: {a: ${SECRET}}\ndata: {a: ${SECRET}, a: ${SECRET}}\n`,
      `${HEAD}data: {a: x******}\ndata: {a: x******, a: x******}\n`,
    ],
    [
      'of another version',
      `apiVersion: core/v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: ${SECRET}}\n`,
      `apiVersion: core/v1\nkind: Secret\nmetadata: {name: s}\ndata: {a: x******}\n`,
    ],
  ])('%s', async (_name, text, wanted) => {
    expect(await expectMasked(text)).toBe(wanted);
  });

  it('in Lists and typed lists, beside other objects that stay as they are', async () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: SecretList\n  items:\n  - metadata: {name: s}\n    data: {a: ${SECRET}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: visible}}\n---\napiVersion: v1\nkind: SecretList\nitems: [{metadata: {name: t}, data: {a: ${SECRET}}}]\n`;
    expect(await expectMasked(text)).toBe(text.replaceAll(SECRET, 'x******'));
  });

  it('in JSON, which stays JSON', async () => {
    const text = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's' },
      data: { a: SECRET, b: 123, c: true, d: `"${SECRET}\n` },
    });
    const masked = await expectMasked(text, 'a.json');
    expect(JSON.parse(masked)).toMatchObject({ kind: 'Secret', data: { a: '*******', b: 100, c: 1000 } });
  });

  it('reached through merge keys and aliases', async () => {
    const text = `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: &d {a: ${SECRET}}}\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n  data: *d\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: t}\n  data: {<<: *d, b: ${SECRET}}\n`;
    expect(await expectMasked(text)).toBe(text.replaceAll(SECRET, 'x******'));
    const base = `apiVersion: v1\nkind: List\nitems:\n- &s\n  apiVersion: v1\n  kind: Secret\n  metadata: {name: s}\n  data: {a: ${SECRET}}\n- <<: *s\n  metadata: {name: t}\n`;
    expect(await expectMasked(base)).toBe(base.replaceAll(SECRET, 'x******'));
  });

  it.each([
    [
      'a ManifestWork',
      `apiVersion: work.open-cluster-management.io/v1\nkind: ManifestWork\nmetadata: {name: w}\nspec:\n  workload:\n    manifests:\n    - {apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: ${SECRET}}}\n    - {apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {a: visible}}\n`,
    ],
    [
      'a rule that makes them',
      `apiVersion: kyverno.io/v1\nkind: ClusterPolicy\nmetadata: {name: p}\nspec: {rules: [{generate: {kind: Secret, name: made, data: {data: {a: ${SECRET}}}}}]}\n`,
    ],
  ])('in Secrets that other objects carry: %s', async (_name, text) => {
    expect(await expectMasked(text)).toBe(text.replaceAll(SECRET, 'x******'));
  });

  it('but not in references to Secrets', async () => {
    const text = `apiVersion: a.example/v1\nkind: Release\nmetadata: {name: r}\nspec: {valuesFrom: [{kind: Secret, name: visible, apiVersion: v1, data: visible}]}\n`;
    expect(await expectMasked(text)).toBe(text);
  });

  it('in annotations that repeat the object', async () => {
    const copy = JSON.stringify({ apiVersion: 'v1', kind: 'Secret', data: { a: SECRET } });
    const text = `${HEAD}  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      ${copy}\n    kapp.k14s.io/original: '${copy}'\n    objectset.rio.cattle.io/applied: ${SECRET}\n    note: visible\n`;
    expect(await expectMasked(text)).toContain('note: visible');
  });

  it('in a document that cannot be read', async () => {
    const text = `${HEAD}data:\n  a: ${SECRET}\n\tb: *${SECRET}\n`;
    const masked = await expectMasked(text);
    expect(masked).toMatch(/^[*\s]+$/);
  });

  it('in credentials of clusters that stand beside objects', async () => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n---\napiVersion: v1\nkind: Config\nusers: [{name: u, user: {token: ${SECRET}}}]\n`;
    expect(await expectMasked(text)).toContain('token: x******');
  });

  it.each([
    ['kinds', `apiVersion: v1\nkind: Secret\nkind: ConfigMap\nmetadata: {name: s}\ndata: {a: ${SECRET}}\n`],
    [
      'lists',
      `apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: Secret, metadata: {name: s}, data: {a: ${SECRET}}}]\nitems: []\n`,
    ],
  ])('under %s that stand twice', async (_name, text) => {
    const loaded = await loadFiles({ 'a.yaml': text });
    expect(everything(loaded)).not.toContain(SECRET);
  });

  it('whatever they are and however they are written', async () => {
    const style = fc.constantFrom<YamlStyle>('plain', 'single', 'double');
    const value = fc.oneof(
      fc.string({ maxLength: 12 }),
      fc.string({ unit: fc.constantFrom('*', '&', ':', ' ', '#', "'", '"', '\\', 'é', '\t', '-', '|') }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(value, style), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        async (values, flow) => {
          const entries = values.map(([text, how], i) => `k${i}: ${formatScalar(text, how)}`);
          const data = flow ? `stringData: {${entries.join(', ')}}\n` : `stringData:\n  ${entries.join('\n  ')}\n`;
          const masked = await expectMasked(`${HEAD}${data}tail: 1\n`);
          const found = readDocuments(masked)[0]?.value;
          const left = JSON.stringify(found).replaceAll(/[x* \t]|\\t/g, '');
          expect(left).toBe(
            JSON.stringify({
              apiVersion: 'v1',
              kind: 'Secret',
              metadata: { name: 's' },
              stringData: Object.fromEntries(values.map((_, i) => [`k${i}`, ''])),
              tail: '',
            }),
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});
