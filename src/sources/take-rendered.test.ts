import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadManifests } from './load.ts';
import { briefly, findTool, loadFiles, makeFolder, names, podText } from './testing.ts';
import type { LoadedManifests, LoadRequest } from './types.ts';

const FIXTURES = fileURLToPath(new URL('../../test/fixtures', import.meta.url));
const NOWHERE = { PATH: '/nonexistent' };

const helm = findTool('helm');
const kustomize = findTool('kustomize');
const kubectl = findTool('kubectl');

function load(targets: readonly string[], request: Partial<LoadRequest>): Promise<LoadedManifests> {
  return loadManifests({ targets, cwd: FIXTURES, kubernetesMinor: 33, ...request });
}

function paths(loaded: LoadedManifests): readonly string[] {
  return loaded.files.map(({ path }) => path);
}

describe('without the tools', () => {
  it('charts and kustomizations are errors with an install hint, and nothing else is lost', async () => {
    const loaded = await loadFiles(
      {
        'chart/Chart.yaml': 'apiVersion: v2\nname: c\nversion: 0.1.0\n',
        'chart/templates/a.yaml': 'kind: {{ x }}\n',
        'k/kustomization.yaml': 'resources: [pod.yaml]\n',
        'k/pod.yaml': podText('raw'),
        'k/loose.yaml': podText('loose'),
        'k/other/pod.yaml': podText('other'),
        'pod.yaml': podText('pod'),
      },
      { env: NOWHERE },
    );
    expect(names(loaded)).toEqual(['Pod default/other', 'Pod default/pod']);
    expect(briefly(loaded)).toEqual([
      'error helm-missing chart',
      'note kustomize-leftover k',
      'error kustomize-missing k',
    ]);
    expect(loaded.diagnostics.map(({ message }) => message)).toEqual([
      expect.stringContaining('https://helm.sh/docs/intro/install/'),
      expect.stringContaining('loose.yaml in k: '),
      expect.stringContaining('https://kubectl.docs.kubernetes.io/installation/kustomize/'),
    ]);
    expect(loaded.unreadable).toBe(true);
  });

  it('what would have to be fetched is refused before anything runs', async () => {
    const loaded = await loadFiles(
      {
        'a/kustomization.yaml': 'resources: [../b]\n',
        'b/kustomization.yaml': 'resources: ["https://example.com/x.yaml"]\n',
        'c/Chart.yaml': 'name: c\n',
      },
      { env: NOWHERE, helm: { values: ['https://example.com/values.yaml'] } },
    );
    expect(briefly(loaded)).toEqual(['error remote-base a', 'error remote-values c']);
    expect(loaded.diagnostics[0]?.message).toContain('includes https://example.com/x.yaml');
  });

  it('components that nothing includes are a note, named ones an error; library charts are told of', async () => {
    const files = {
      'c/kustomization.yaml': 'kind: Component\nresources: [pod.yaml]\n',
      'c/pod.yaml': podText('a'),
      'lib/Chart.yaml': 'name: lib\ntype: library\n',
    };
    expect(briefly(await loadFiles(files, { env: NOWHERE }))).toEqual([
      'note kustomize-component c',
      'note library-chart lib',
    ]);
    expect(briefly(await loadFiles(files, { env: NOWHERE, targets: ['c', 'lib'] }))).toEqual([
      'error kustomize-component c',
      'warning library-chart lib',
    ]);
  });
});

describe.runIf(process.platform !== 'win32')('the command line of helm', () => {
  async function runFake(script: string, request: Partial<LoadRequest> = {}): Promise<LoadedManifests> {
    const folder = makeFolder({ 'chart/Chart.yaml': 'name: shop\n', 'bin/helm': `#!/bin/sh\n${script}\n` });
    chmodSync(join(folder.path, 'bin', 'helm'), 0o755);
    try {
      return await loadManifests({
        targets: ['chart'],
        cwd: folder.path,
        kubernetesMinor: 33,
        env: { PATH: process.env['PATH'], MERLON_HELM: join(folder.path, 'bin', 'helm'), TOKEN: 'x' },
        ...request,
      });
    } finally {
      folder.remove();
    }
  }
  const PRINT = `printf -- '---\\n# Source: shop/templates/a.yaml\\napiVersion: v1\\nkind: ConfigMap\\nmetadata:\\n  name: args\\n  annotations:\\n'; for a in "$@" "$KUBECONFIG" "$TOKEN"; do i=$((i+1)); printf "    a%02d: '%s'\\n" $i "$a"; done`;

  it('has the version, the namespace, the values and the sets, word for word', async () => {
    const loaded = await runFake(PRINT, {
      namespace: 'shop',
      helm: { values: ['prod.yaml'], set: ['a=b,c=$(id)'], setString: ['n=1'], apiVersions: ['x/v1'] },
    });
    const metadata = loaded.objects[0]?.data['metadata'] as { annotations: Record<string, string> };
    const words = Object.values(metadata.annotations).map((word) => word.replace(/^\/.*\//, ''));
    expect(words).toEqual([
      'template',
      'shop',
      'chart',
      '--namespace',
      'shop',
      '--kube-version',
      '1.33.0',
      '--include-crds',
      '--skip-tests',
      '--values',
      'prod.yaml',
      '--set',
      'a=b,c=$(id)',
      '--set-string',
      'n=1',
      '--api-versions',
      'x/v1',
      'null',
      '',
    ]);
  });

  it('ends with what helm complained about, and with the remedy for missing dependencies', async () => {
    const loaded = await runFake('echo "Error: found in Chart.yaml, but missing in charts/ directory: db" >&2; exit 1');
    expect(briefly(loaded)).toEqual(['error helm-failed chart']);
    expect(loaded.diagnostics[0]?.message).toMatch(
      /^chart could not be rendered by helm: exit code 1: Error: found in Chart.yaml, but missing in charts\/ directory: db\. Run: helm dependency build /,
    );
  });

  it('is ended when it takes too long or prints too much', async () => {
    expect((await runFake('sleep 20', { toolTimeoutMs: 200 })).diagnostics[0]?.message).toContain(
      'it took longer than 0.2 seconds',
    );
    expect((await runFake('yes', { maxToolOutputBytes: 1000 })).diagnostics[0]?.message).toContain(
      'it printed more than 1000 bytes',
    );
  });

  it('may print nothing', async () => {
    expect(briefly(await runFake(':'))).toEqual(['note empty-render chart']);
  });
});

describe.runIf(helm !== undefined)('helm', () => {
  it('renders each template to a text of its own, CRDs too, tests not', async () => {
    const loaded = await load(['helm-shop'], { env: helm, namespace: 'prod' });
    expect(loaded.diagnostics).toEqual([]);
    expect(paths(loaded)).toEqual(
      [
        'charts/cache/templates/service.yaml',
        'crds/widget.yaml',
        'templates/secret.yaml',
        'templates/web.yaml',
        'templates/widget.yaml',
      ].map((path) => `helm-shop/${path}`),
    );
    expect(new Set(loaded.files.map(({ rendered }) => JSON.stringify(rendered)))).toEqual(
      new Set(['{"by":"helm","target":"helm-shop"}']),
    );
    expect(names(loaded)).toEqual([
      'CustomResourceDefinition /widgets.shop.example',
      'Widget /main',
      'Deployment prod/shop-web',
      'Secret prod/shop-token',
      'Service prod/shop-cache',
      'Service prod/shop-web',
    ]);
    expect(loaded.counts).toMatchObject({ charts: 1, objects: 6, filesRead: 5 });
    expect(JSON.stringify(loaded)).not.toContain('not-a-real-token');
    expect(loaded.objects.find(({ ref }) => ref.kind === 'Widget')?.data['spec']).toEqual({ kubernetes: '33' });
  });

  it('passes release, namespace and sets on', async () => {
    const loaded = await load(['helm-shop/Chart.yaml'], {
      env: helm,
      helm: { releaseName: 'r', namespace: 'ns', set: ['debug=true'] },
    });
    expect(names(loaded)).toEqual(
      expect.arrayContaining(['Pod ns/debug', 'Deployment ns/r-web', 'Service ns/r-cache']),
    );
  });

  it('passes values files on, later ones over earlier ones and sets over both', async () => {
    const folder = makeFolder({ 'a.yaml': 'debug: true\ntoken: a\n', 'b.yaml': 'token: b\nreplicas: 7\n' });
    const values = ['a.yaml', 'b.yaml'].map((name) => join(folder.path, name));
    const loaded = await load(['helm-shop'], { env: helm, helm: { values, set: ['replicas=3'] } });
    folder.remove();
    expect(names(loaded)).toContain('Pod default/debug');
    expect(loaded.objects.find(({ ref }) => ref.kind === 'Deployment')?.data['spec']).toMatchObject({ replicas: 3 });
    const missing = await load(['helm-shop'], { env: helm, helm: { values: [join(folder.path, 'a.yaml')] } });
    expect(briefly(missing)).toEqual(['error helm-failed helm-shop']);
    expect(missing.diagnostics[0]?.message).toContain('a.yaml: no such file');
  });

  it('renders a packaged chart', async () => {
    const folder = makeFolder({});
    expect(
      spawnSync('tar', ['czf', join(folder.path, 'shop-0.1.0.tgz'), '--transform', 's/^helm-shop/shop/', 'helm-shop'], {
        cwd: FIXTURES,
      }).status,
    ).toBe(0);
    const loaded = await load(['shop-0.1.0.tgz'], { env: helm, cwd: folder.path });
    folder.remove();
    expect(loaded.diagnostics).toEqual([]);
    expect(paths(loaded)).toContain('shop-0.1.0.tgz/templates/web.yaml');
    expect(names(loaded)).toContain('Deployment default/shop-web');
  });

  it('fails in words when a value is missing, and hides nothing else', async () => {
    const loaded = await load(['helm-shop', 'kustomize-shop/base/service.yaml'], {
      env: helm,
      helm: { set: ['token=null'] },
    });
    expect(briefly(loaded)).toEqual(['error helm-failed helm-shop']);
    expect(loaded.diagnostics[0]?.message).toContain('token must be set');
    expect(names(loaded)).toEqual(['Service default/web']);
  });
});

describe.each([
  ['kustomize', kustomize],
  [
    'kubectl',
    kubectl === undefined
      ? undefined
      : {
          ...kubectl,
          PATH: '/nonexistent',
          MERLON_KUBECTL: spawnSync('sh', ['-c', `command -v "${kubectl['MERLON_KUBECTL']}"`], {
            encoding: 'utf8',
          }).stdout.trim(),
        },
  ],
])('%s', (_name, env) => {
  it.runIf(env !== undefined)('builds the overlays of a tree, not their bases', async () => {
    const loaded = await load(['kustomize-shop'], { env });
    expect(briefly(loaded)).toEqual(['note kustomize-component kustomize-shop/components/unused']);
    expect(names(loaded).map((name) => name.replace(/token-\w+/, 'token-*'))).toEqual([
      'Deployment shop/web',
      'Secret shop/token-*',
      'Service shop/web',
      'Deployment shop-dev/web',
      'Service shop-dev/web',
    ]);
    expect(paths(loaded)).toEqual([
      'kustomize-shop/overlays/dev/kustomization.yaml',
      'kustomize-shop/overlays/prod/kustomization.yaml',
    ]);
    expect(loaded.files[1]?.rendered).toEqual({ by: 'kustomize', target: 'kustomize-shop/overlays/prod' });
    expect(JSON.stringify(loaded)).not.toContain('bm90LWEtcmVhbC10b2tlbg');
    expect(loaded.counts).toMatchObject({ kustomizations: 2, objects: 5 });
  });

  it.runIf(env !== undefined)('builds the base when it is what was named', async () => {
    for (const target of ['kustomize-shop/base', 'kustomize-shop/base/kustomization.yaml']) {
      const loaded = await load([target], { env, namespace: 'asked' });
      expect(names(loaded)).toEqual(['Deployment asked/web', 'Service asked/web']);
      expect(paths(loaded)).toEqual(['kustomize-shop/base/kustomization.yaml']);
    }
  });

  it.runIf(env !== undefined)('fails in words, and hides nothing else', async () => {
    const loaded = await loadFiles(
      { 'k/kustomization.yaml': 'resources: [gone.yaml]\n', 'a.yaml': podText('a') },
      { env: env ?? {} },
    );
    expect(briefly(loaded)).toEqual(['error kustomize-failed k']);
    expect(loaded.diagnostics[0]?.message).toContain('gone.yaml');
    expect(names(loaded)).toEqual(['Pod default/a']);
  });
});
