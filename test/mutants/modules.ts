import { readFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';
import * as contract from '../../src/engines/posture/contract.ts';
import * as invalid from '../../src/engines/posture/invalid.ts';
import * as cluster from '../../src/model/cluster/index.ts';
import * as facts from '../../src/model/facts/index.ts';
import * as json from '../../src/model/json.ts';
import * as kube from '../../src/model/kube/index.ts';
import * as verdicts from '../../src/model/verdicts/index.ts';
import * as yaml from '../../src/model/yaml/index.ts';

/** The repository's root. */
export const ROOT = path.join(import.meta.dirname, '../..');

type Exports = Readonly<Record<string, unknown>>;

/** What judges import and what is not mutated: shared, so that InvalidFieldError is one class. */
const SHARED: Readonly<Record<string, Exports>> = {
  'src/engines/posture/contract.ts': contract,
  'src/engines/posture/invalid.ts': invalid,
  'src/model/cluster/index.ts': cluster,
  'src/model/facts/index.ts': facts,
  'src/model/json.ts': json,
  'src/model/kube/index.ts': kube,
  'src/model/verdicts/index.ts': verdicts,
  'src/model/yaml/index.ts': yaml,
};

/** Loads modules of the repository from source, with one file's text replaced. */
export interface Loader {
  load(file: string): Exports;
}

/** Makes a loader in which `file` (from the repository's root) has another text. */
export function createLoader(changed?: { readonly file: string; readonly text: string }): Loader {
  const loaded = new Map<string, Exports>();
  const load = (file: string): Exports => {
    const shared = SHARED[file];
    if (shared !== undefined) return shared;
    const known = loaded.get(file);
    if (known !== undefined) return known;
    if (file.endsWith('.json')) return { default: JSON.parse(readFileSync(path.join(ROOT, file), 'utf8')) };
    const text = changed?.file === file ? changed.text : readFileSync(path.join(ROOT, file), 'utf8');
    const { code } = transformSync(text, { loader: 'ts', format: 'cjs', sourcefile: file });
    const module = { exports: {} as Exports };
    const require = (specifier: string): Exports => load(path.posix.join(path.posix.dirname(file), specifier));
    // The text is this repository's own source, changed by the mutator.
    // oxlint-disable-next-line typescript/no-implied-eval
    const run = new Function('module', 'exports', 'require', code) as (...args: readonly unknown[]) => void;
    run(module, module.exports, require);
    loaded.set(file, module.exports);
    return module.exports;
  };
  return { load };
}
