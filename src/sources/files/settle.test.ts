import { describe, expect, it } from 'vitest';
import { isBuiltIn, templateKinds } from '../../model/kube/index.ts';
import { briefly, loadFiles, names, podText } from '../testing.ts';

const CRD = (scope: string): string =>
  `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: gizmos.acme.example}\nspec: {group: acme.example, scope: ${scope}, names: {kind: Gizmo, plural: gizmos}, versions: []}\n`;
const GIZMO = 'apiVersion: acme.example/v1\nkind: Gizmo\nmetadata: {name: g}\n';

describe('namespaces', () => {
  it('are the object’s own, else the one asked for, else default; cluster-scoped kinds have none', async () => {
    const files = {
      'a.yaml': `${podText('a')}---\napiVersion: v1\nkind: Pod\nmetadata: {name: b, namespace: own}\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: shop, namespace: wrong}\n`,
    };
    expect(names(await loadFiles(files))).toEqual(['Namespace /shop', 'Pod default/a', 'Pod own/b']);
    expect(names(await loadFiles(files, { namespace: 'asked' }))).toEqual([
      'Namespace /shop',
      'Pod asked/a',
      'Pod own/b',
    ]);
  });

  it.each([
    ['Namespaced', 'Gizmo default/g'],
    ['Cluster', 'Gizmo /g'],
  ])('follow a CRD of the same set, wherever it stands: %s', async (scope, wanted) => {
    const loaded = await loadFiles({ 'a.yaml': GIZMO, 'z.yaml': CRD(scope) });
    expect(names(loaded)).toContain(wanted);
  });

  it.each(templateKinds({}).filter((gk) => !isBuiltIn(gk)))(
    'of a kind that makes pods are those of its pods, defined or not: %s',
    async (gk) => {
      const [kind = '', ...group] = gk.split('.');
      const text = `apiVersion: ${group.join('.')}/v1\nkind: ${kind}\nmetadata: {name: w}\n`;
      expect(names(await loadFiles({ 'a.yaml': text }, { namespace: 'shop' }))).toEqual([`${kind} shop/w`]);
    },
  );

  it('of a kind of which the user names where its pods are, too, unless its definition says otherwise', async () => {
    const templates = { 'Gizmo.acme.example': [['spec', 'template']] };
    expect(names(await loadFiles({ 'a.yaml': GIZMO }, { templates }))).toEqual(['Gizmo default/g']);
    const defined = await loadFiles({ 'a.yaml': GIZMO, 'z.yaml': CRD('Cluster') }, { templates });
    expect(names(defined)).toContain('Gizmo /g');
  });

  it('of kinds that nobody defines are left open', async () => {
    expect(names(await loadFiles({ 'a.yaml': GIZMO }))).toEqual(['Gizmo /g']);
  });
});

describe('names', () => {
  it('that are missing are told of, and the object stays', async () => {
    const loaded = await loadFiles({
      'a.yaml':
        'apiVersion: v1\nkind: Pod\nspec: {}\n---\napiVersion: v1\nkind: Pod\nmetadata: {generateName: x-}\n---\napiVersion: authorization.k8s.io/v1\nkind: SelfSubjectAccessReview\nspec: {}\n',
    });
    expect(names(loaded)).toEqual(expect.arrayContaining(['Pod default/', 'Pod default/x-*']));
    expect(briefly(loaded)).toEqual(['warning missing-name a.yaml:1:1']);
  });
});

describe('duplicate objects', () => {
  it('are one note for each two files, naming both places', async () => {
    const both = `${podText('one')}---\n${podText('two')}`;
    const loaded = await loadFiles({ 'a.yaml': both, 'b.yaml': `# again\n${both}` });
    expect(briefly(loaded)).toEqual(['note duplicate-object b.yaml:2:1']);
    expect(loaded.diagnostics[0]?.message).toBe(
      'Pod default/one is defined here and in a.yaml:1, and so is 1 more object of these files. Each is judged; applied in order, the later one stays',
    );
    expect(names(loaded)).toHaveLength(4);
  });

  it('are found in one file and in one List', async () => {
    const loaded = await loadFiles({
      'a.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${podText('one')}- ${podText('one')}`,
    });
    expect(briefly(loaded)).toEqual(['note duplicate-object a.yaml:5:3']);
    expect(loaded.diagnostics[0]?.message).toContain('is defined here and in a.yaml:4. Each');
  });

  it('are not found in other namespaces, nor among names that the server makes up', async () => {
    const generated = 'apiVersion: v1\nkind: Pod\nmetadata: {generateName: x-}\n';
    const loaded = await loadFiles({
      'a.yaml': `${generated}---\n${generated}---\n${podText('one')}---\n{apiVersion: v1, kind: Pod, metadata: {name: one, namespace: other}}\n`,
    });
    expect(loaded.diagnostics).toEqual([]);
  });
});
