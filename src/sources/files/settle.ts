import {
  compareObjects,
  compareText,
  createObject,
  type Diagnostic,
  groupKind,
  type KubeObject,
  type SourceFile,
  splitApiVersion,
} from '../../model/cluster/index.ts';
import { isObject, type JsonObject, textOf } from '../../model/json.ts';
import { isNamespaced, isNamespacedKind } from '../../model/kube/index.ts';
import type { FileDraft, LoadContext, PendingObject } from '../intake.ts';
import type { LoadCounts, LoadedManifests, LoadRequest } from '../types.ts';
import { countDropped, countTemplates, countUnfilled, reportDuplicates, reportInvalid } from './findings.ts';
import { locateDiagnostics } from './locate.ts';

/** Scopes of custom kinds, as CustomResourceDefinitions of the same set tell them; by group and kind. */
type Scopes = ReadonlyMap<string, boolean>;

function scopesOf(objects: readonly PendingObject[]): Scopes {
  const scopes = new Map<string, boolean>();
  for (const { data } of objects) {
    if (data['kind'] !== 'CustomResourceDefinition' || !isObject(data['spec'])) continue;
    const { group, names, scope } = data['spec'];
    if (!isObject(names) || typeof group !== 'string' || typeof names['kind'] !== 'string') continue;
    if (scope === 'Namespaced' || scope === 'Cluster') scopes.set(`${group}/${names['kind']}`, scope === 'Namespaced');
  }
  return scopes;
}

function scopeOf(data: JsonObject, scopes: Scopes, templates: LoadRequest['templates']): boolean | undefined {
  const { group } = splitApiVersion(textOf(data['apiVersion']));
  const kind = textOf(data['kind']);
  const gk = groupKind(group, kind);
  return isNamespaced(gk) ?? scopes.get(`${group}/${kind}`) ?? isNamespacedKind(gk, templates);
}

/** The order of texts: by path, then (a chart and its own template named beside it) by what rendered them. */
function compareDrafts(a: FileDraft, b: FileDraft): number {
  return (
    compareText(a.path, b.path) ||
    compareText(a.rendered?.target ?? '', b.rendered?.target ?? '') ||
    compareText(a.text, b.text)
  );
}

function makeObjects(
  pending: readonly PendingObject[],
  numbers: ReadonlyMap<FileDraft, number>,
  templates: LoadRequest['templates'],
): readonly KubeObject[] {
  const scopes = scopesOf(pending);
  const objects = pending.map(({ data, place, pointer, invalid, defaultNamespace }) =>
    createObject(data, {
      namespaced: scopeOf(data, scopes, templates),
      defaultNamespace,
      source: {
        file: numbers.get(place.file) ?? -1,
        document: place.document,
        start: place.start,
        end: place.end,
        pointer,
      },
      invalid,
    }),
  );
  return objects.sort(compareObjects);
}

function countAll(context: LoadContext, objects: readonly KubeObject[]): LoadCounts {
  const { counts, templates } = context.intake;
  return {
    filesRead: counts.filesRead,
    documents: counts.documents,
    objects: objects.length,
    skippedNonKubernetes: counts.skipped,
    brokenDocuments: counts.broken,
    unrenderedTemplates: templates.length,
    charts: counts.charts,
    kustomizations: counts.kustomizations,
  };
}

function comparePositions(a: Diagnostic, b: Diagnostic): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.file ?? '', b.file ?? '') ||
    comparePositions(a, b) ||
    compareText(a.code, b.code) ||
    compareText(a.message, b.message)
  );
}

/** Turns all that was read into objects, files and diagnostics in their final order. */
export function settle(context: LoadContext): LoadedManifests {
  const { intake } = context;
  const drafts = intake.drafts.toSorted(compareDrafts);
  const numbers = new Map(drafts.map((draft, i) => [draft, i]));
  const objects = makeObjects(intake.objects, numbers, context.request.templates);
  const derived = [
    ...reportInvalid(objects, drafts),
    ...countDropped(intake.dropped),
    ...countTemplates(intake.templates),
    ...countUnfilled(intake.unfilled),
    ...reportDuplicates(objects, drafts),
  ];
  const diagnostics = locateDiagnostics([...intake.diagnostics, ...derived]).sort(compareDiagnostics);
  const files: readonly SourceFile[] = drafts;
  return {
    objects,
    files,
    diagnostics,
    counts: countAll(context, objects),
    unreadable: diagnostics.some(({ severity }) => severity === 'error'),
  };
}
