import type { Diagnostic, FieldProblem, Ref } from '../model/cluster/index.ts';
import type { JsonObject, Path } from '../model/json.ts';
import type { LoadProgress, LoadRequest } from './types.ts';

/** A text that was read, before it has its number among the files; `text` has Secret values masked. */
export interface FileDraft {
  readonly path: string;
  readonly text: string;
  readonly format: 'yaml' | 'json';
  readonly rendered?: { readonly by: 'helm' | 'kustomize'; readonly target: string };
}

/** Where one document of a draft stands: UTF-16 offsets into its text. */
export interface DocumentPlace {
  readonly file: FileDraft;
  readonly document: number;
  readonly start: number;
  readonly end: number;
  readonly format: 'yaml' | 'json';
}

/** An object that was read but whose scope is not settled: a CRD that tells it may come later. */
export interface PendingObject {
  /** Trimmed already, Secret values gone. */
  readonly data: JsonObject;
  readonly place: DocumentPlace;
  readonly pointer: Path;
  readonly invalid: readonly FieldProblem[];
  readonly defaultNamespace: string;
}

/** A place inside a draft: an offset, or a path in a document that is located when it is printed. */
export type DraftPlace =
  | { readonly file: FileDraft; readonly offset: number }
  | { readonly place: DocumentPlace; readonly path: Path; readonly part: 'key' | 'value' };

/** A diagnostic whose line is still to be found. Severity `error` means: something asked for could not be read. */
export interface DraftDiagnostic {
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
  /** For places without a text (a folder, a file that could not be read). */
  readonly file?: string;
  /** From 1, where no text is kept to find it in. */
  readonly line?: number;
  readonly at?: DraftPlace;
  /** A second place, put where the message says `$PLACE`. */
  readonly mentions?: DraftPlace;
  readonly object?: Ref;
}

/** A field that the API server would drop, before the same ones are listed together. */
export interface DroppedField {
  readonly gk: string;
  readonly place: DocumentPlace;
  /** The object in its document, and the field in the object. */
  readonly pointer: Path;
  readonly fieldPath: Path;
}

/** An object with a variable in its name that nobody filled in. */
export interface UnfilledName {
  readonly variable: string;
  readonly place: DocumentPlace;
  /** The object in its document, and the name in the object. */
  readonly pointer: Path;
  readonly fieldPath: Path;
}

/** Where everything that was read gathers; the only thing that is written to while loading. */
export interface Intake {
  readonly drafts: FileDraft[];
  readonly objects: PendingObject[];
  readonly diagnostics: DraftDiagnostic[];
  readonly dropped: DroppedField[];
  readonly unfilled: UnfilledName[];
  /** Templates that were not rendered. */
  readonly templates: { readonly path: string; readonly named: boolean }[];
  readonly counts: {
    filesRead: number;
    documents: number;
    skipped: number;
    broken: number;
    charts: number;
    kustomizations: number;
  };
}

/** A request with its defaults filled in. */
export interface LoadContext {
  readonly request: LoadRequest;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly minor: number;
  readonly namespace: string | undefined;
  readonly maxFileBytes: number;
  readonly maxToolOutputBytes: number;
  readonly toolTimeoutMs: number;
  readonly intake: Intake;
}

const MIB = 1024 * 1024;

/** Fills in the defaults of a request and makes an empty intake. */
export function openContext(request: LoadRequest): LoadContext {
  const counts = { filesRead: 0, documents: 0, skipped: 0, broken: 0, charts: 0, kustomizations: 0 };
  return {
    request,
    cwd: request.cwd,
    env: request.env ?? {},
    minor: request.kubernetesMinor,
    namespace: request.namespace,
    maxFileBytes: request.maxFileBytes ?? 64 * MIB,
    maxToolOutputBytes: request.maxToolOutputBytes ?? 128 * MIB,
    toolTimeoutMs: request.toolTimeoutMs ?? 60_000,
    intake: { drafts: [], objects: [], diagnostics: [], dropped: [], unfilled: [], templates: [], counts },
  };
}

/** Adds a diagnostic. */
export function report(context: LoadContext, diagnostic: DraftDiagnostic): void {
  context.intake.diagnostics.push(diagnostic);
}

/** Tells the caller how far the load is, and ends it when the caller asked for that. Throws the signal's reason. */
export function advance(context: LoadContext, progress: LoadProgress): void {
  context.request.signal?.throwIfAborted();
  context.request.onProgress?.(progress);
}
