import type { Diagnostic, KubeObject, SourceFile } from '../model/cluster/index.ts';

/** What `helm template` is given beside the chart. Values files and sets go to every chart that is found. */
export interface HelmOptions {
  /** Values files, relative to `cwd`; URLs are refused. */
  readonly values?: readonly string[] | undefined;
  /** `--set` expressions, passed word for word. */
  readonly set?: readonly string[] | undefined;
  /** `--set-string` expressions, passed word for word. */
  readonly setString?: readonly string[] | undefined;
  /** The release's name; by default the chart's. */
  readonly releaseName?: string | undefined;
  /** The release's namespace; by default the request's, else `default`. */
  readonly namespace?: string | undefined;
  /** API versions that the chart may test for (`.Capabilities.APIVersions`), beside Helm's own list. */
  readonly apiVersions?: readonly string[] | undefined;
}

/** How far a load is; `current` is a path as the user would name it. */
export interface LoadProgress {
  readonly stage: 'find' | 'read' | 'render';
  readonly done: number;
  readonly total: number;
  readonly current: string;
}

/** What to load and how. Everything that comes from the outside (folder, environment, standard input) is handed in. */
export interface LoadRequest {
  /** Files, folders, globs, charts, Kustomize folders, or `-` for standard input. */
  readonly targets: readonly string[];
  /** Absolute; targets are relative to it and paths are shown relative to it. */
  readonly cwd: string;
  /** N of Kubernetes 1.N: settles which fields exist. */
  readonly kubernetesMinor: number;
  readonly stdin?: AsyncIterable<Uint8Array | string> | undefined;
  /** For objects that name no namespace; else the release's or kustomization's, else `default`. */
  readonly namespace?: string | undefined;
  /** Places of pod templates that the user names, by kind: objects of these kinds live in namespaces. */
  readonly templates?: Readonly<Record<string, readonly (readonly string[])[]>> | undefined;
  readonly helm?: HelmOptions | undefined;
  /** PATH, HOME, MERLON_HELM, MERLON_KUSTOMIZE and MERLON_KUBECTL are read from here; children see a few harmless names only. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Honour `.gitignore` and `.merlonignore` inside folders and globs; default true. */
  readonly ignoreFiles?: boolean | undefined;
  /** Walk into sub-folders; default true. */
  readonly recursive?: boolean | undefined;
  /** Largest file that is read, in bytes; default 64 MiB. */
  readonly maxFileBytes?: number | undefined;
  /** Longest time one renderer may take, in milliseconds; default 60,000. */
  readonly toolTimeoutMs?: number | undefined;
  /** Most that one renderer may print, in bytes; default 128 MiB. */
  readonly maxToolOutputBytes?: number | undefined;
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** Ends the load: the promise is rejected with the signal's reason and children are killed. */
  readonly signal?: AbortSignal | undefined;
}

/** What was met on the way. */
export interface LoadCounts {
  /** Texts that were read or rendered, each Helm template being one. */
  readonly filesRead: number;
  /** Documents that are not empty. */
  readonly documents: number;
  readonly objects: number;
  /** Documents (and whole files, one each) that are not Kubernetes objects. */
  readonly skippedNonKubernetes: number;
  /** Documents that could not be read. */
  readonly brokenDocuments: number;
  /** Files that are templates and were not rendered. */
  readonly unrenderedTemplates: number;
  readonly charts: number;
  readonly kustomizations: number;
}

/** Everything a Cluster of manifests is made from. Independent of the order of targets and of directory entries. */
export interface LoadedManifests {
  /** In the order of `compareObjects`. */
  readonly objects: readonly KubeObject[];
  /** Texts that objects or diagnostics came from, sorted by path; `ObjectSource.file` is the place in this list. */
  readonly files: readonly SourceFile[];
  readonly diagnostics: readonly Diagnostic[];
  readonly counts: LoadCounts;
  /** Something that was asked for could not be read; the diagnostics of severity error say what. */
  readonly unreadable: boolean;
}
