/** Which cluster to talk to, and as whom. Everything that comes from the outside is handed in. */
export interface ConnectRequest {
  /** A context of the kubeconfig; else its current one. */
  readonly context?: string | undefined;
  /** A kubeconfig that is read instead of KUBECONFIG and ~/.kube/config. */
  readonly kubeconfig?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Where `.kube/config` is looked for. */
  readonly home: string;
  /** Where the files of a pod's account are; for tests, else the well-known folder. */
  readonly serviceAccountFolder?: string | undefined;
  /** Impersonation, as kubectl's `--as`, `--as-group`, `--as-uid`. */
  readonly asUser?: string | undefined;
  readonly asGroups?: readonly string[] | undefined;
  readonly asUid?: string | undefined;
}

/** What proves to the server who asks, at this moment. */
export interface Credentials {
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly tls: {
    readonly ca?: string | Buffer;
    readonly cert?: string | Buffer;
    readonly key?: string | Buffer;
    readonly servername?: string;
    readonly rejectUnauthorized?: boolean;
  };
}

/** A cluster and a user of it. */
export interface Identity {
  /** How the cluster is named in reports: the context, or `in-cluster`. */
  readonly name: string;
  readonly server: string;
  /** The context's namespace. */
  readonly namespace: string | undefined;
  readonly proxy: string | undefined;
  /** True when the server's certificate is not checked. */
  readonly insecure: boolean;
  /** Reads the credentials: tokens, certificates and authorities anew from their files; with `fresh` also what a plugin or provider had given before. The signal ends a plugin that waits. */
  credentials(fresh: boolean, signal?: AbortSignal): Promise<Credentials>;
}
