import type { Check } from '../../engines/posture/index.ts';
import type { Json } from '../../model/json.ts';
import { isNamespaceName, parseKubernetesMinor } from '../../model/kube/index.ts';
import { SEVERITIES, type Severity } from '../../model/verdicts/index.ts';
import { lineIndex, readDocuments } from '../../model/yaml/index.ts';
import { readException } from './read-exceptions.ts';
import { readOptions } from './read-options.ts';
import { readTemplates } from './read-templates.ts';
import { readTenants } from './read-tenants.ts';
import { createReader, type Field, type SettingsReader } from './reader.ts';
import type { CheckSettings, Settings, SettingsContext, SettingsProblem } from './types.ts';
import { unknownCheck } from './unknown-check.ts';

/** The version of the file's format. */
export const SETTINGS_API_VERSION = 'merlon.dev/v1';

/** The keys that `merlon.yaml` may have. */
export const SETTINGS_KEYS = [
  'apiVersion',
  'kind',
  'profile',
  'kubernetesVersion',
  'namespace',
  'failOn',
  'checks',
  'exceptions',
  'platform',
  'templates',
  'tenants',
] as const;

const CHECK_KEYS = ['enabled', 'severity', 'options'] as const;
const PLATFORM_KEYS = ['namespaces', 'own'] as const;
const FAIL_ON = [...SEVERITIES, 'never'] as const;

function readCheck(reader: SettingsReader, field: Field, check: Check): CheckSettings {
  const fields = reader.fields(field, CHECK_KEYS, `The entry of ${check.meta.id}`);
  const enabled = fields.get('enabled');
  const severity = fields.get('severity');
  const options = fields.get('options');
  const isOn = enabled === undefined ? undefined : reader.boolean(enabled);
  const wanted = severity === undefined ? undefined : reader.oneOf(severity, SEVERITIES);
  return {
    ...(isOn === undefined ? {} : { enabled: isOn }),
    ...(wanted === undefined ? {} : { severity: wanted }),
    ...(options === undefined ? {} : { options: readOptions(reader, options, check) }),
  };
}

function readChecks(
  reader: SettingsReader,
  field: Field,
  { checks }: SettingsContext,
): Readonly<Record<string, CheckSettings>> {
  const byId = new Map(checks.map((check) => [check.meta.id, check]));
  const found: Record<string, CheckSettings> = {};
  for (const [id, entry] of reader.entries(field)) {
    const check = byId.get(id);
    if (check === undefined) reader.problem(entry, unknownCheck(id, checks), 'key');
    else found[id] = readCheck(reader, entry, check);
  }
  return found;
}

function readPlatform(reader: SettingsReader, field: Field | undefined): Settings['platform'] {
  const fields = field && reader.fields(field, PLATFORM_KEYS, '"platform"');
  const read = (key: (typeof PLATFORM_KEYS)[number]): readonly string[] => {
    const entry = fields?.get(key);
    return entry === undefined ? [] : reader.items(entry).flatMap((item) => reader.text(item) ?? []);
  };
  return { namespaces: read('namespaces'), own: read('own') };
}

/** What is wrong with a value that is no version. */
function hintFor(value: Json): string {
  if (typeof value === 'number') return ' Put it in quotes, or 1.30 is read as 1.3.';
  return typeof value === 'string' && /^v?(?!1\.)\d+\.\d/.test(value) ? ' The major version of Kubernetes is 1.' : '';
}

function readVersion(reader: SettingsReader, field: Field): number | undefined {
  const { value } = field;
  const minor = typeof value === 'string' ? parseKubernetesMinor(value) : undefined;
  if (minor !== undefined) return minor;
  return reader.problem(field, `"kubernetesVersion" must be a version as "1.31".${hintFor(value)}`);
}

function readHead(reader: SettingsReader, fields: ReadonlyMap<string, Field>, root: Field): void {
  const apiVersion = fields.get('apiVersion');
  if (apiVersion === undefined)
    reader.problem(root, `merlon.yaml begins with "apiVersion: ${SETTINGS_API_VERSION}" and "kind: Config"`);
  else reader.oneOf(apiVersion, [SETTINGS_API_VERSION]);
  const kind = fields.get('kind');
  if (kind !== undefined) reader.oneOf(kind, ['Config']);
}

function readProfile(
  reader: SettingsReader,
  field: Field | undefined,
  profiles: readonly string[],
): { readonly profile?: string } {
  const profile = field === undefined ? undefined : reader.oneOf(field, profiles);
  return profile === undefined ? {} : { profile };
}

function readNamespace(reader: SettingsReader, field: Field | undefined): { readonly namespace?: string } {
  const namespace = field === undefined ? undefined : reader.text(field);
  if (field === undefined || namespace === undefined) return {};
  if (isNamespaceName(namespace)) return { namespace };
  reader.problem(field, `"${namespace}" is no name of a namespace: small letters, digits and "-" inside, at most 63`);
  return {};
}

function readFailOn(reader: SettingsReader, field: Field | undefined): { readonly failOn?: Severity | 'never' } {
  const failOn = field === undefined ? undefined : reader.oneOf(field, FAIL_ON);
  return failOn === undefined ? {} : { failOn };
}

function readRoot(reader: SettingsReader, root: Field, context: SettingsContext): Settings {
  const fields = reader.fields(root, SETTINGS_KEYS, 'merlon.yaml');
  readHead(reader, fields, root);
  const version = fields.get('kubernetesVersion');
  const minor = version === undefined ? undefined : readVersion(reader, version);
  const [checks, exceptions] = [fields.get('checks'), fields.get('exceptions')];
  return {
    ...readProfile(reader, fields.get('profile'), context.profiles),
    ...(minor === undefined ? {} : { kubernetesMinor: minor }),
    ...readNamespace(reader, fields.get('namespace')),
    ...readFailOn(reader, fields.get('failOn')),
    checks: checks === undefined ? {} : readChecks(reader, checks, context),
    exceptions:
      exceptions === undefined ? [] : reader.items(exceptions).flatMap((item) => readException(reader, item, context)),
    platform: readPlatform(reader, fields.get('platform')),
    ...readTemplates(reader, fields.get('templates')),
    tenants: readTenants(reader, fields.get('tenants')),
  };
}

/** What an empty or absent file says. */
export const NO_SETTINGS: Settings = Object.freeze({
  checks: {},
  exceptions: [],
  platform: { namespaces: [], own: [] },
  templates: {},
  templatePlaces: [],
  tenants: [],
});

/** Reads the text of `merlon.yaml`. With any problem the settings are not to be used: half a configuration is a wrong one. */
export function readSettings(
  text: string,
  context: SettingsContext,
): { readonly settings: Settings; readonly problems: readonly SettingsProblem[] } {
  const documents = readDocuments(text, { format: 'yaml' }).filter(({ value }) => value !== null);
  const [document, second] = documents;
  if (document === undefined) return { settings: NO_SETTINGS, problems: [] };
  const index = lineIndex(text);
  const at = (offset: number): { readonly line: number; readonly column: number } => {
    const { line, column } = index.position(offset);
    return { line, column };
  };
  const broken = document.problems.map(({ message, offset }) => ({ message, ...at(offset) }));
  if (second !== undefined)
    return {
      settings: NO_SETTINGS,
      problems: [
        ...broken,
        { message: 'merlon.yaml is one document; put everything into the first', ...at(second.start) },
      ],
    };
  if (document.value === undefined || broken.length > 0) return { settings: NO_SETTINGS, problems: broken };
  const reader = createReader(text, document, context.file ?? 'merlon.yaml');
  const settings = readRoot(reader, { value: document.value, path: [] }, context);
  return { settings, problems: reader.problems };
}
