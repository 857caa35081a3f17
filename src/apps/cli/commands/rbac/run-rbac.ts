import { CHECKS, kindsRead, PROFILES } from '../../../../engines/posture/index.ts';
import { formatObject } from '../../../../outcomes/fixes/index.ts';
import { minimalRoles } from '../../../../outcomes/permissions/index.ts';
import { RESOURCE_KINDS } from '../../../../outcomes/resources/index.ts';
import { activateChecks } from '../../../../outcomes/settings/index.ts';
import { loadSettings } from '../../collect/index.ts';
import { CliError } from '../../errors.ts';
import { PROVIDERS } from '../../providers.ts';
import { writeOutput } from '../../output.ts';

/** Options of `merlon rbac print`, as commander gives them. */
export interface RbacOptions {
  readonly for: 'scan' | 'resources';
  readonly profile?: string;
  readonly secrets?: 'none' | 'types';
  readonly namespace?: readonly string[];
  readonly serviceAccount?: string;
  readonly name: string;
  readonly output: 'yaml' | 'json';
  readonly config?: string | boolean;
}

function accountOf(text: string | undefined): { readonly namespace: string; readonly name: string } | undefined {
  if (text === undefined) return undefined;
  const [namespace = '', name = '', ...rest] = text.split('/');
  if (namespace === '' || name === '' || rest.length > 0)
    throw new CliError(`--service-account is written namespace/name, not "${text}"`);
  return { namespace, name };
}

/** `merlon rbac print`: the smallest roles that a command needs, as YAML to apply. Throws CliError on wrong use. */
export async function runRbacPrint(options: RbacOptions): Promise<void> {
  const settings = await loadSettings(options.config, process.cwd());
  const wanted = options.profile ?? settings.profile ?? 'recommended';
  const profile = PROFILES.find(({ id }) => id === wanted);
  if (profile === undefined) throw new CliError(`there is no profile "${wanted}"`);
  const checks = activateChecks(CHECKS, profile, settings.checks).map(({ check }) => check);
  const objects = minimalRoles({
    kinds: options.for === 'resources' ? RESOURCE_KINDS : kindsRead(checks, PROVIDERS),
    secrets: options.secrets ?? 'none',
    extraTemplates: settings.templates,
    name: options.name,
    namespaces: options.namespace ?? [],
    serviceAccount: accountOf(options.serviceAccount),
  });
  if (options.output === 'json') {
    const list = { apiVersion: 'v1', kind: 'List', items: objects };
    await writeOutput([`${JSON.stringify(list, null, 2)}\n`]);
  } else {
    const command = options.for === 'resources' ? 'resources --cluster' : `scan --cluster --profile ${wanted}`;
    const head = `# What \`merlon ${command}\` reads, and nothing else.\n`;
    await writeOutput([head, objects.map(formatObject).join('---\n')]);
  }
}
