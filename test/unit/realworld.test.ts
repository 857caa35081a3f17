import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECKS, judgeCluster, PROFILES } from '../../src/engines/posture/index.ts';
import { type Cluster, createCluster, fileWorlds } from '../../src/model/cluster/index.ts';
import { NEWEST_MINOR } from '../../src/model/kube/index.ts';
import { buildReport, type Report } from '../../src/outcomes/findings/index.ts';
import { writeJsonReport, writeSarifReport } from '../../src/outcomes/reports/index.ts';
import { activateChecks } from '../../src/outcomes/settings/index.ts';
import { loadManifests } from '../../src/sources/index.ts';
import { checkRegion } from '../support/regions.ts';
import { PROVIDERS } from '../support/providers.ts';

const CORPUS = join(resolve(process.env['MERLON_CORPORA'] ?? '../shared/corpora'), 'realworld');
const FOLDERS = existsSync(CORPUS)
  ? readdirSync(CORPUS, { withFileTypes: true })
      .filter((one) => one.isDirectory())
      .map(({ name }) => name)
  : [];
const METAS = new Map(CHECKS.map(({ meta }) => [meta.id, meta]));
const ALL = PROFILES.find(({ id }) => id === 'all');

async function load(targets: readonly string[]): Promise<Cluster> {
  const { objects, files, diagnostics } = await loadManifests({ targets, cwd: CORPUS, kubernetesMinor: NEWEST_MINOR });
  return createCluster({
    name: 'realworld',
    origin: 'files',
    version: { minor: NEWEST_MINOR, from: 'default' },
    objects,
    worlds: fileWorlds(false),
    files,
    diagnostics,
    extraTemplates: {},
  });
}

function report(cluster: Cluster): Report {
  if (ALL === undefined) throw new Error('no profile all');
  return buildReport(judgeCluster(cluster, activateChecks(CHECKS, ALL, {}), { providers: PROVIDERS }), {
    version: '0',
    targets: ['realworld'],
    profile: 'all',
    complete: false,
    files: cluster.files.length,
    documents: 0,
    skipped: 0,
    unreadable: false,
    failOn: 'high',
    exceptions: [],
    today: '2026-01-01',
    verdicts: 'all',
  });
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(CORPUS, folder), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && /\.(?:ya?ml|json)$/.test(one.name))
    .map((one) => join(one.parentPath, one.name).slice(CORPUS.length + 1));
}

describe.skipIf(FOLDERS.length === 0)('manifests of real projects', () => {
  it.each(FOLDERS)('%s: no check crashes, and every region holds what its evidence says', async (folder) => {
    const cluster = await load([folder]);
    const problems: string[] = [];
    let count = 0;
    for (const finding of report(cluster).findings()) {
      count++;
      if (finding.undecided?.kind === 'crash') problems.push(`${finding.check} crashed: ${finding.undecided.detail}`);
      const problem = checkRegion(finding, cluster.files);
      if (problem !== undefined) problems.push(`${finding.check} ${finding.object.name}: ${problem}`);
      if (finding.fix?.refused?.startsWith('not proven') === true)
        problems.push(`${finding.check}: ${finding.fix.refused}`);
    }
    expect(problems.slice(0, 5)).toEqual([]);
    expect(count).toBeGreaterThan(0);
  });

  it.each(FOLDERS)('%s: SARIF points where JSON points', async (folder) => {
    const whole = report(await load([folder]));
    const json = JSON.parse([...writeJsonReport(whole)].join('')) as {
      findings: readonly { region?: { startLine: number; startColumn: number; rendered?: string } }[];
    };
    const sarif = JSON.parse([...writeSarifReport(whole, METAS)].join('')) as {
      runs: readonly {
        results: readonly {
          locations?: readonly { physicalLocation?: { region?: { startLine: number; startColumn: number } } }[];
        }[];
      }[];
    };
    const placesOfSarif = (sarif.runs[0]?.results ?? []).flatMap(({ locations }) => {
      const region = locations?.[0]?.physicalLocation?.region;
      return region === undefined ? [] : [`${region.startLine}:${region.startColumn}`];
    });
    const placesOfJson = json.findings.flatMap(({ region }) =>
      region === undefined || region.rendered !== undefined ? [] : [`${region.startLine}:${region.startColumn}`],
    );
    expect(placesOfSarif).toEqual(placesOfJson);
    expect(placesOfJson.length).toBeGreaterThan(0);
  });

  it('are reported in the same bytes whatever the order of files', async () => {
    for (const folder of FOLDERS) {
      const files = filesBelow(folder);
      const [one, other] = await Promise.all([load(files), load(files.toReversed())]);
      expect([...writeJsonReport(report(one))].join('') === [...writeJsonReport(report(other))].join(''), folder).toBe(
        true,
      );
    }
  });
});
