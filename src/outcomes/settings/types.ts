import type { Check } from '../../engines/posture/index.ts';
import type { PlatformChoice } from '../../model/kube/index.ts';
import type { TenantSpec } from '../../model/tenants/index.ts';
import type { Severity } from '../../model/verdicts/index.ts';

/** What `checks:` says of one check; what is left out stays as the profile has it. */
export interface CheckSettings {
  readonly enabled?: boolean;
  readonly severity?: Severity;
  readonly options?: Readonly<Record<string, boolean | number | string | readonly string[]>>;
}

/** Where something stands in the settings; lines and columns from 1. */
export interface SettingsPlace {
  /** As the user would name it. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One path of `templates:`, with its place: whether it leads anywhere only the objects tell. */
export interface TemplatePlace {
  readonly gk: string;
  readonly path: readonly string[];
  readonly place: SettingsPlace;
}

/** A finding that the team accepted: what, where, why, and until when. */
export interface ExceptionSettings {
  readonly check: string;
  /** `namespace/Kind/name`, or `Kind/name` for cluster-scoped objects; `*` stands for any text without a slash. */
  readonly object: string;
  readonly reason: string;
  /** The last day on which it holds, `YYYY-MM-DD`, in UTC. */
  readonly expires: string;
  /** Where it stands; always given by `readSettings`. */
  readonly place?: SettingsPlace;
}

/** The whole of `merlon.yaml`. */
export interface Settings {
  readonly profile?: string;
  /** N of Kubernetes 1.N. */
  readonly kubernetesMinor?: number;
  readonly namespace?: string;
  readonly failOn?: Severity | 'never';
  readonly checks: Readonly<Record<string, CheckSettings>>;
  readonly exceptions: readonly ExceptionSettings[];
  /** Namespaces (`*` for any text) that are the platform's, and ones that are not, beyond what is known by itself. */
  readonly platform: PlatformChoice;
  /** Kind (`Rollout.argoproj.io`) to paths of pod templates, each a list of steps. */
  readonly templates: Readonly<Record<string, readonly (readonly string[])[]>>;
  /** The same paths, each with its place. */
  readonly templatePlaces: readonly TemplatePlace[];
  /** Who shares the cluster. */
  readonly tenants: readonly TenantSpec[];
}

/** A mistake in `merlon.yaml`, with its place; lines and columns from 1. */
export interface SettingsProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

/** What settings are checked against. */
export interface SettingsContext {
  readonly checks: readonly Check[];
  readonly profiles: readonly string[];
  /** The file's name as the user would write it; `merlon.yaml` by default. */
  readonly file?: string;
}
