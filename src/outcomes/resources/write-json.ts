import { formatAmount, formatResources } from './amounts.ts';
import type { NamespaceResources, QuotaRow, ResourcesReport, Suggestion, WorkloadRow } from './types.ts';
import { formatJson } from '../text/index.ts';

/** The format of the JSON report (`schemas/resources-v1.schema.json`). */
export const RESOURCES_API_VERSION = 'merlon.dev/resources/v1';

function rowJson({ kind, name, replicas, pod, qos, priority, unlimited, outcome, reason }: WorkloadRow): object {
  return {
    kind,
    name,
    replicas: { count: replicas.count ?? null, most: replicas.most ?? null, from: replicas.from },
    requests: pod === undefined ? null : formatResources(pod.requests),
    limits: pod === undefined ? null : formatResources(pod.limits),
    qosClass: qos ?? null,
    priority: priority ?? null,
    unlimited,
    outcome,
    ...(reason === undefined ? {} : { reason }),
  };
}

function quotaJson({ quota, resource, hard, used, wanted }: QuotaRow): object {
  const amount = (value: bigint | undefined): string | null =>
    value === undefined ? null : formatAmount(resource, value);
  return { quota, resource, hard: formatAmount(resource, hard), used: amount(used), wanted: amount(wanted) };
}

function suggestionJson(suggestion: Suggestion | undefined): object {
  return suggestion === undefined ? {} : { suggestion };
}

function namespaceJson(one: NamespaceResources): object {
  return {
    name: one.name,
    platform: one.platform ?? null,
    pods: one.pods,
    uncounted: one.uncounted,
    requests: formatResources(one.requests),
    limits: formatResources(one.limits),
    qos: one.qos,
    limitRanges: one.limitRanges,
    quotas: one.quotas.map(quotaJson),
    workloads: one.workloads.map(rowJson),
    ...suggestionJson(one.suggestion),
  };
}

/** Writes the report as JSON, format {@link RESOURCES_API_VERSION}. Amounts are of one pod in `workloads`, of all pods elsewhere. */
export function writeResourcesJson(report: ResourcesReport): string {
  const { version, targets, cluster, kubernetes, namespaces, total, nodes, gaps } = report;
  const document = {
    apiVersion: RESOURCES_API_VERSION,
    kind: 'ResourcesReport',
    tool: { name: 'merlon', version },
    input: { targets, cluster: cluster ?? null, kubernetes },
    total: { pods: total.pods, requests: formatResources(total.requests), limits: formatResources(total.limits) },
    nodes: nodes === undefined ? null : { nodes: nodes.nodes, allocatable: formatResources(nodes.allocatable) },
    namespaces: namespaces.map(namespaceJson),
    gaps: gaps.map(({ gk, namespace, state, reason }) => ({ kind: gk, namespace: namespace ?? null, state, reason })),
  };
  return formatJson(document);
}
