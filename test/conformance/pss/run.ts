import { writeFile } from 'node:fs/promises';
import { evaluatePodSecurity } from '../../../src/model/kube/pod-security/index.ts';
import { podTemplateOf } from '../../../src/model/kube/pod-template.ts';
import { compareWithCase, loadCases, type PssCase } from './cases.ts';
import { readPod } from './read-pod.ts';

/** Where the corpora are (the folder that holds `pss`, or a folder of the same layout), and where to write the result as JSON. */
export interface PssOptions {
  readonly corpora: string;
  readonly json?: string;
}

/** What a run says: counts, and the lines to print. */
export interface SuiteResult {
  readonly passed: number;
  readonly failed: number;
  readonly lines: readonly string[];
}

interface Judged {
  readonly subject: PssCase;
  readonly ok: boolean;
  readonly failing: readonly string[];
  readonly additional: readonly string[];
  readonly reason?: string;
}

async function judge(subject: PssCase): Promise<Judged> {
  try {
    const pod = podTemplateOf(await readPod(subject.path));
    const results = evaluatePodSecurity(subject.level, pod, subject.minor);
    const failing = results.filter(({ violations }) => violations.length > 0).map(({ control }) => control.id);
    return { subject, failing, ...compareWithCase(subject, failing) };
  } catch (error) {
    return {
      subject,
      ok: false,
      failing: [],
      additional: [],
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}

/** Passed and total of one version. */
interface VersionCount {
  readonly version: string;
  readonly passed: number;
  readonly total: number;
}

function countVersions(judged: readonly Judged[]): readonly VersionCount[] {
  const versions = [...new Map(judged.map(({ subject }) => [subject.version, subject.minor]))].sort(
    ([, a], [, b]) => a - b,
  );
  return versions.map(([version]) => {
    const own = judged.filter(({ subject }) => subject.version === version);
    return { version, passed: own.filter(({ ok }) => ok).length, total: own.length };
  });
}

/** Holds every Pod of the corpus against its level and version; a `fail` case passes only when the control it is named after fails. */
export async function run(options: PssOptions): Promise<SuiteResult> {
  const judged: Judged[] = [];
  for (const subject of await loadCases(options.corpora)) judged.push(await judge(subject));
  const versions = countVersions(judged);
  const failures = judged.filter(({ ok }) => !ok);
  const passed = judged.length - failures.length;
  const additional = judged.filter((item) => item.additional.length > 0).length;
  if (options.json !== undefined) {
    const report = {
      suite: 'pss',
      passed,
      total: judged.length,
      additional,
      versions,
      failures: failures.map(({ subject, failing, reason }) => ({ file: subject.file, failing, reason })),
    };
    await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
  }
  const lines = [
    ...versions.map(({ version, passed: good, total }) => `pss ${version.padEnd(6)} ${good}/${total}`),
    ...failures.map(({ subject, reason }) => `pss ${subject.file}: ${reason ?? 'failed'}`),
    `pss all    ${passed}/${judged.length} (${additional} cases fail further controls beside their own)`,
  ];
  return { passed, failed: failures.length, lines };
}
