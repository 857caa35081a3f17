import { describe, expect, it } from 'vitest';
import { briefly, loadFiles } from '../testing.ts';

const DEPLOYMENT = (name: string, spec: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec:\n  template:\n    spec:\n      ${spec}\n      containers:\n      - name: c\n        image: i\n`;

describe('fields', () => {
  it('of the wrong type are a warning at their line, and the object stays with what is wrong', async () => {
    const loaded = await loadFiles({ 'a.yaml': DEPLOYMENT('d', 'hostNetwork: "yes"') });
    expect(briefly(loaded)).toEqual(['warning invalid-field a.yaml:7:20']);
    expect(loaded.diagnostics[0]?.message).toMatch(
      /^the API server would reject this object: spec\.template\.spec\.hostNetwork: /,
    );
    expect(loaded.diagnostics[0]?.object?.name).toBe('d');
    expect(loaded.objects[0]?.invalid.map(({ path }) => path)).toEqual([['spec', 'template', 'spec', 'hostNetwork']]);
    expect(loaded.unreadable).toBe(false);
  });

  it('that do not exist are dropped and listed once for each kind and path', async () => {
    const loaded = await loadFiles({
      'b.yaml': DEPLOYMENT('b', 'privileged: true'),
      'a.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${DEPLOYMENT('a', 'privileged: true').replaceAll('\n', '\n  ')}\n`,
    });
    expect(briefly(loaded)).toEqual(['warning unknown-field a.yaml:10:9']);
    expect(loaded.diagnostics[0]?.message).toBe(
      'Deployment.apps has no field spec.template.spec.privileged; the API server would drop it, so it is ignored (2 times in all)',
    );
    expect(JSON.stringify(loaded.objects)).not.toContain('privileged');
  });

  it('in lists are counted together', async () => {
    const loaded = await loadFiles({
      'a.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: a, image: i, hostPID: true}\n  - {name: b, image: i, hostPID: true}\n',
    });
    expect(briefly(loaded)).toEqual(['warning unknown-field a.yaml:6:25']);
    expect(loaded.diagnostics[0]?.message).toContain('(2 times in all)');
  });

  it('of custom kinds are not known and stay', async () => {
    const loaded = await loadFiles({
      'a.yaml': 'apiVersion: acme.example/v1\nkind: Gizmo\nmetadata: {name: g}\nspec: {privileged: "yes"}\n',
    });
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.objects[0]?.data['spec']).toEqual({ privileged: 'yes' });
  });

  it('of Secrets are checked without telling what they hold', async () => {
    const loaded = await loadFiles({
      'a.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ntype: [x]\nstringData: {a: 4711, b: {c: hunter2}}\n',
    });
    expect(loaded.diagnostics.map(({ code }) => code)).toContain('invalid-field');
    const left = JSON.stringify(loaded);
    expect(left).not.toContain('hunter2');
    expect(left).not.toContain('4711');
  });
});
