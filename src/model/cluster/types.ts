import type { Json, JsonObject, Path } from '../json.ts';

/** A kind as kubectl names it: `Pod`, `Deployment.apps`, `Role.rbac.authorization.k8s.io`. The version is not part of it. */
export type GroupKind = string;

/** The name of one Kubernetes resource. `namespace` is '' for cluster-scoped objects, `group` is '' for the core group. */
export interface Ref {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Where an object was read: file index into `Cluster.files`, document, offsets of the document, and the path inside it for List items. */
export interface ObjectSource {
  readonly file: number;
  readonly document: number;
  readonly start: number;
  readonly end: number;
  readonly pointer: Path;
}

/** A text that objects came from. Values of Secrets in `text` are masked by `*` of equal length, so offsets hold and values do not leave. */
export interface SourceFile {
  /** As the user would name it: relative to the working directory, `-` for standard input, the template's path for rendered charts. */
  readonly path: string;
  readonly text: string;
  readonly format: 'yaml' | 'json';
  /** Set when `text` is the output of a renderer: lines are then those of the output, and edits are not possible. */
  readonly rendered?: { readonly by: 'helm' | 'kustomize'; readonly target: string };
}

/** A field that the API server would reject (wrong type) or drop (unknown). Paths start at the object's root. */
export interface FieldProblem {
  readonly kind: 'wrong-type' | 'unknown-field';
  readonly path: Path;
  readonly message: string;
}

/** One Kubernetes resource, trimmed at the door, frozen by convention: nobody writes to `data`. */
export interface KubeObject {
  readonly ref: Ref;
  readonly gk: GroupKind;
  /** The whole object as read (apiVersion, kind, metadata, spec …) with the effective namespace in `ref`, not in `data`. */
  readonly data: JsonObject;
  readonly fidelity: 'full' | 'metadata';
  readonly source: ObjectSource | undefined;
  /** Wrong types only; dropped fields are a diagnostic and are not in `data`. */
  readonly invalid: readonly FieldProblem[];
}

/** Whether a list is complete (`closed`), may lack objects (`open`), or could not be read. DESIGN §2, World. */
export type WorldState =
  | { readonly state: 'closed' }
  | { readonly state: 'open'; readonly reason: string }
  | { readonly state: 'unreadable'; readonly reason: string };

/** A list that an answer leaned on and that is not closed. `namespace` undefined: in all namespaces. */
export interface Gap {
  readonly gk: GroupKind;
  readonly namespace: string | undefined;
  /** The name looked for, when the question was about one object. */
  readonly name?: string;
  readonly state: 'open' | 'unreadable';
  readonly reason: string;
}

/** What every query and fact returns: what was seen, and whether anything could be missing. */
export interface Answer<T> {
  readonly items: readonly T[];
  readonly complete: boolean;
  readonly gaps: readonly Gap[];
}

/** A list that a live cluster did not give, and why. */
export interface UnreadList {
  readonly group: string;
  /** Plural name, as in URLs and roles. */
  readonly resource: string;
  readonly gk: GroupKind;
  /** Undefined for all namespaces, and for kinds that have none. */
  readonly namespace: string | undefined;
  /** The permission is missing; nobody asked for it (Secrets); or the server did not answer. */
  readonly problem: 'forbidden' | 'not-opted-in' | 'failed';
  readonly reason: string;
}

/** How the Kubernetes version was settled; `minor` is N of 1.N. */
export interface KubeVersion {
  readonly minor: number;
  readonly from: 'flag' | 'server' | 'default';
}

/** Something the reader must know about the input; never a finding. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning' | 'note';
  readonly code: string;
  readonly message: string;
  readonly file?: string;
  /** 1-based; columns count UTF-16 code units. */
  readonly line?: number;
  readonly column?: number;
  readonly object?: Ref;
}

/** One step of an edit. `set` makes missing parents (objects only); `insert` puts an item at the end of a list, making it when absent; `remove` of the last entry leaves an empty parent unless `prune`. */
export type PathOp =
  | { readonly op: 'set'; readonly path: Path; readonly value: Json }
  | { readonly op: 'insert'; readonly path: Path; readonly value: Json }
  | { readonly op: 'remove'; readonly path: Path; readonly prune?: boolean };

/** Objects added, replaced by edits, removed. The currency of fix, what-if, diff and cut. */
export interface ChangeSet {
  readonly added: readonly JsonObject[];
  readonly edited: readonly { readonly object: KubeObject; readonly ops: readonly PathOp[] }[];
  readonly removed: readonly KubeObject[];
}
