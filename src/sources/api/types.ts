import type { Diagnostic, GroupKind, KubeObject, KubeVersion, UnreadList, Worlds } from '../../model/cluster/index.ts';
import type { ApiResource, Discovery } from './discovery.ts';

/** What to read from a live cluster. */
export interface LiveRequest {
  /** Kinds that someone will ask for; `*` for every kind that holds pod templates. */
  readonly kinds: readonly GroupKind[];
  /** Only these namespaces; all when empty. Cluster-scoped kinds are read all the same. */
  readonly namespaces: readonly string[];
  /** Secrets are not touched, or their names and types are read, never a value. */
  readonly secrets: 'none' | 'types';
  /** Where custom resources hold pod templates, as the settings say. */
  readonly extraTemplates: Readonly<Record<GroupKind, readonly (readonly string[])[]>>;
  readonly pageSize?: number | undefined;
  readonly onProgress?: ((progress: LiveProgress) => void) | undefined;
}

/** How far a read is. */
export interface LiveProgress {
  readonly kind: string;
  readonly objects: number;
}

/** Where the watch of one list goes on from. */
export interface WatchPoint {
  readonly resource: ApiResource;
  readonly namespace: string | undefined;
  readonly resourceVersion: string;
}

/** Everything a Cluster of a live cluster is made from. */
export interface LiveCluster {
  /** The context, or `in-cluster`. */
  readonly name: string;
  readonly version: KubeVersion;
  readonly objects: readonly KubeObject[];
  readonly worlds: Worlds;
  readonly extraTemplates: Readonly<Record<GroupKind, readonly (readonly string[])[]>>;
  readonly discovery: Discovery;
  readonly unread: readonly UnreadList[];
  readonly diagnostics: readonly Diagnostic[];
  readonly watchPoints: readonly WatchPoint[];
  /** A list failed for another reason than a permission that was not given: what was asked for is not all here. */
  readonly unreadable: boolean;
}
