import { type Check, CHECKS, kindsRead, PROFILES } from '../../../../engines/posture/index.ts';
import type { GroupKind } from '../../../../model/cluster/index.ts';
import { ACCESS_KINDS } from '../../../../outcomes/access/index.ts';
import { formatObject } from '../../../../outcomes/fixes/index.ts';
import { minimalRoles } from '../../../../outcomes/permissions/index.ts';
import { RESOURCE_KINDS } from '../../../../outcomes/resources/index.ts';
import { activateChecks } from '../../../../outcomes/settings/index.ts';
import { loadSettings } from '../../collect/index.ts';
import { CliError } from '../../errors.ts';
import { PROVIDERS } from '../../providers.ts';
import { writeOutput } from '../../output.ts';
import { formatJson } from '../../../../outcomes/text/index.ts';

/** Options of `merlon rbac print`, as commander gives them. */
export interface RbacOptions {
  readonly for: 'scan' | 'resources' | 'access';
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

/** The kinds that a command reads. */
function kindsFor(command: RbacOptions['for'], checks: readonly Check[]): readonly GroupKind[] {
  switch (command) {
    case 'resources':
      return RESOURCE_KINDS;
    case 'access':
      return ACCESS_KINDS;
    case 'scan':
      return kindsRead(checks, PROVIDERS);
  }
}

/** A command line that reads what the role allows. */
function commandOf(command: RbacOptions['for'], profile: string): string {
  switch (command) {
    case 'resources':
      return 'resources --cluster';
    case 'access':
      return 'access review --cluster';
    case 'scan':
      return `scan --cluster --profile ${profile}`;
  }
}

/** `merlon rbac print`: the smallest roles that a command needs, as YAML to apply. Throws CliError on wrong use. */
export async function runRbacPrint(options: RbacOptions): Promise<void> {
  const settings = loadSettings(options.config, process.cwd());
  const wanted = options.profile ?? settings.profile ?? 'recommended';
  const profile = PROFILES.find(({ id }) => id === wanted);
  if (profile === undefined) throw new CliError(`there is no profile "${wanted}"`);
  const checks = activateChecks(CHECKS, profile, settings.checks).map(({ check }) => check);
  const objects = minimalRoles({
    kinds: kindsFor(options.for, checks),
    secrets: options.secrets ?? 'none',
    extraTemplates: settings.templates,
    name: options.name,
    namespaces: options.namespace ?? [],
    serviceAccount: accountOf(options.serviceAccount),
  });
  if (options.output === 'json') {
    const list = { apiVersion: 'v1', kind: 'List', items: objects };
    await writeOutput([formatJson(list)]);
  } else {
    const head = `# What \`merlon ${commandOf(options.for, wanted)}\` reads, and nothing else.\n`;
    await writeOutput([head, objects.map(formatObject).join('---\n')]);
  }
}
