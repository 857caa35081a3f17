import { POD_SECURITY_LEVELS, type PodSecurityLevel } from './types.ts';

/** A policy version as labels give it: N of `v1.N`, or the newest that the server knows. */
export type PodSecurityVersion = number | 'latest';

/** The newest minor version whose controls are known here. */
export const NEWEST_POD_SECURITY_MINOR = 37;

/** Reads `latest` or `v1.N`; undefined for anything else (also `v1.07` and `1.29`). */
export function parsePodSecurityVersion(text: string): PodSecurityVersion | undefined {
  if (text === 'latest') return 'latest';
  return /^v1\.(?:0|[1-9][0-9]{0,8})$/.test(text) ? Number(text.slice('v1.'.length)) : undefined;
}

/** The minor version whose controls a server of version 1.`serverMinor` applies for a label's version: its own for `latest` and for versions it does not know yet. */
export function resolvePodSecurityVersion(version: PodSecurityVersion, serverMinor: number): number {
  return version === 'latest' ? serverMinor : Math.min(version, serverMinor);
}

/** What happens to a pod that breaks the level. https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
export type PodSecurityMode = 'enforce' | 'audit' | 'warn';

/** What holds in a namespace for one mode. */
export interface PodSecuritySetting {
  readonly level: PodSecurityLevel;
  readonly version: PodSecurityVersion;
  /** False when a label of the mode cannot be read: an unreadable level enforces `restricted` but audits and warns of nothing, an unreadable version is `latest`. */
  readonly valid: boolean;
  /** Where the level comes from; `enforce`: warn follows a stricter enforce label when it has none of its own. */
  readonly from: 'label' | 'default' | 'enforce';
}

/** The settings of all modes. */
export type PodSecuritySettings = Readonly<Record<PodSecurityMode, PodSecuritySetting>>;

const PREFIX = 'pod-security.kubernetes.io/';

function isLevel(text: string): text is PodSecurityLevel {
  return (POD_SECURITY_LEVELS as readonly string[]).includes(text);
}

function settingOf(labels: Readonly<Record<string, string>>, mode: PodSecurityMode): PodSecuritySetting {
  const level = labels[`${PREFIX}${mode}`];
  const version = labels[`${PREFIX}${mode}-version`];
  const parsed = version === undefined ? 'latest' : parsePodSecurityVersion(version);
  const readable = level === undefined || isLevel(level);
  const fallback = mode === 'enforce' ? 'restricted' : 'privileged';
  return {
    level: level === undefined ? 'privileged' : isLevel(level) ? level : fallback,
    version: parsed ?? 'latest',
    valid: readable && parsed !== undefined,
    from: level === undefined ? 'default' : 'label',
  };
}

function followEnforce(warn: PodSecuritySetting, enforce: PodSecuritySetting, hasVersion: boolean): PodSecuritySetting {
  return {
    level: enforce.level,
    version: hasVersion ? warn.version : enforce.version,
    valid: warn.valid,
    from: 'enforce',
  };
}

/**
 * Reads a namespace's Pod Security labels as admission does when its own configuration is the built-in one (privileged, latest).
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/#pod-security-admission-labels-for-namespaces
 */
export function podSecurityLevels(labels: Readonly<Record<string, string>>): PodSecuritySettings {
  const enforce = settingOf(labels, 'enforce');
  const warn = settingOf(labels, 'warn');
  const enforced = labels[`${PREFIX}enforce`];
  const follows = warn.from === 'default' && enforced !== undefined && isLevel(enforced) && enforced !== 'privileged';
  return {
    enforce,
    audit: settingOf(labels, 'audit'),
    warn: follows ? followEnforce(warn, enforce, labels[`${PREFIX}warn-version`] !== undefined) : warn,
  };
}
