import { isList, isObject, type Json, type JsonObject } from '../../json.ts';

function withHostPort(port: Json): Json {
  if (!isObject(port)) return port;
  const unset = port['hostPort'] === undefined || port['hostPort'] === null || port['hostPort'] === 0;
  return unset && port['containerPort'] !== undefined ? { ...port, hostPort: port['containerPort'] } : port;
}

function withHostPorts(container: Json): Json {
  if (!isObject(container) || !isList(container['ports'])) return container;
  return { ...container, ports: container['ports'].map(withHostPort) };
}

/**
 * Fills what the API server fills before Pod Security admission sees a Pod and what can change an answer: on `hostNetwork` pods each port of a main or
 * init container gets `hostPort` = `containerPort`. (The other default that matters, an emptyDir for a volume without a source, is in the controls.)
 * Since 1.28 this happens to Pods only, not to pod templates.
 */
export function withHostNetworkPorts(template: JsonObject): JsonObject {
  const spec = template['spec'];
  if (!isObject(spec) || spec['hostNetwork'] !== true) return template;
  const filled: Record<string, Json | undefined> = { ...spec };
  for (const list of ['initContainers', 'containers']) {
    const containers = spec[list];
    if (isList(containers)) filled[list] = containers.map(withHostPorts);
  }
  return { ...template, spec: filled };
}
