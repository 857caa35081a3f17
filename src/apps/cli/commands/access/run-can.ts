import { areRolesSeen, gapsFor } from '../../../../engines/access/index.ts';
import {
  ACCESS_API_VERSION,
  describeGrants,
  renderCan,
  showUser,
  writeHeldCsv,
} from '../../../../outcomes/access/index.ts';
import { findPlaces } from '../../../../outcomes/findings/index.ts';
import { EXIT } from '../../errors.ts';
import { writeOutput } from '../../output.ts';
import { fitMarks, terminalTraits } from '../../terminal.ts';
import { formatJson } from '../../../../outcomes/text/index.ts';
import { type AccessSource, openSource } from './open.ts';
import { parseSubject } from './parse-request.ts';

/** Options of `merlon access can`, as commander gives them. */
export interface CanOptions extends AccessSource {
  readonly group?: readonly string[];
  readonly namespace?: string;
  readonly output: 'terminal' | 'json' | 'csv';
}

/** `merlon access can`: everything that a subject holds, by itself and by its groups. Throws CliError on wrong use. */
export async function runCan(subject: string, options: CanOptions): Promise<void> {
  const user = parseSubject(subject, options.group ?? []);
  const { cluster, access, unreadable, close } = await openSource(options);
  const wanted = options.namespace;
  const grants = access.grantsOf(user).filter(({ scope }) => wanted === undefined || scope === '' || scope === wanted);
  const held = describeGrants(grants, findPlaces(cluster.files), (grant) => areRolesSeen(grant, cluster));
  const gaps = gapsFor(cluster, wanted === undefined ? ['', ...cluster.namespaces] : ['', wanted]);
  if (options.output === 'json') {
    const report = { apiVersion: ACCESS_API_VERSION, kind: 'Can', user, complete: gaps.length === 0, gaps, held };
    await writeOutput([formatJson(report)]);
  } else if (options.output === 'csv') await writeOutput(writeHeldCsv(held));
  else await writeOutput(fitMarks(renderCan(showUser(user), held, gaps, terminalTraits('auto').width)));
  close();
  process.exitCode = unreadable ? EXIT.unreadable : EXIT.clean;
}
