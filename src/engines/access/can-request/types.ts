import type { Answer, Gap, GroupKind, KubeObject } from '../../../model/cluster/index.ts';
import type { Access, Decision } from '../../../model/facts/index.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { PolicyRule, RequestAttributes, UserInfo } from '../../../model/kube/index.ts';
import type { Gate } from './gates.ts';

/** Whom a request is made as, by the Impersonate headers. */
export interface Impersonation {
  /** '' where only other headers were sent, which the API server refuses. */
  readonly user: string;
  readonly groups: readonly string[];
  readonly uid?: string;
  /** Keys as the server reads them: lower case, unescaped. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  /** The way in which it is asked for, where that is known: `impersonate:user-info`, or '' for the one of old. All that fit where it is not. */
  readonly constraint?: string;
}

/** A request to the API server. Only the attributes are needed; without the rest the answer may name conditions. */
export interface ApiRequest {
  readonly attributes: RequestAttributes;
  readonly as?: Impersonation;
  /** A patch that is server-side apply: it makes what is not there. */
  readonly apply?: boolean;
  /** Whether the named object is there; looked up in the Cluster when not said. */
  readonly exists?: boolean;
  /** The object as the request would leave it: the body of a POST or PUT, the result of a patch. */
  readonly body?: JsonObject;
  /** The object before; looked up in the Cluster when not said. */
  readonly before?: JsonObject;
  /** The node that the caller's token is bound to, for rights that hold on the own node only. */
  readonly boundNode?: string;
}

/** A resource as discovery tells it. */
export interface ServedResource {
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** What the answer is made from. */
export interface RequestContext {
  readonly access: Access;
  readonly cluster: {
    list(gk: GroupKind, namespace?: string): Answer<KubeObject>;
    get(gk: GroupKind, namespace: string, name: string): Answer<KubeObject>;
  };
  /** N of Kubernetes 1.N. */
  readonly minor: number;
  /** Feature gates of the server that are known not to have their default. */
  readonly gates?: Readonly<Partial<Record<Gate, boolean>>>;
  /** What the server's discovery says of a resource; undefined where it does not know it. Without it Kubernetes' own table and the Cluster's CustomResourceDefinitions are asked. */
  readonly discovery?: (group: string, resource: string, subresource: string) => ServedResource | undefined;
}

/** What one check is for. */
export type CheckPurpose =
  | 'request'
  /** `impersonate` and its constrained forms. */
  | 'impersonation'
  /** Creation by PUT or apply of what is not there. */
  | 'create'
  /** Opening exec, attach or port-forward needs `create` from 1.35 on, by whatever method. */
  | 'connect'
  /** `escalate` or `bind`, instead of holding what is granted. */
  | 'escalation'
  /** `approve`, `sign` or `attest` for a signer. */
  | 'signer'
  /** Reading the parameters of an admission policy. */
  | 'parameters'
  /** Allocation and device status of resource claims. */
  | 'claim';

/** One question to the authorizers on the way, and its answer. */
export interface RequestCheck {
  readonly purpose: CheckPurpose;
  readonly user: UserInfo;
  readonly attributes: RequestAttributes;
  readonly decision: Decision;
  /** It was asked in one of several ways of which another was met: the request did not need it. */
  readonly inVain?: true;
}

/** What came of a request, or of a part of it, with every check that was made on the way. */
export type RequestVerdict =
  | {
      readonly decision: 'allowed';
      readonly checks: readonly RequestCheck[];
      /** Conditions that could not be checked since the request does not say enough; empty when it is allowed as it is. */
      readonly provided: readonly string[];
    }
  | {
      readonly decision: 'denied';
      readonly checks: readonly RequestCheck[];
      readonly reason: string;
      /** Of a grant of rules: what the user would have to hold. */
      readonly lacking?: readonly PolicyRule[];
    }
  | { readonly decision: 'unknown'; readonly checks: readonly RequestCheck[]; readonly gaps: readonly Gap[] };
