import { basename } from 'node:path';
import { type JsonObject, textOf } from '../../model/json.ts';

/** API groups whose documents are configuration of a tool or component: they have a version and a kind, and no API server ever sees them. */
const TOOL_GROUPS: ReadonlySet<string> = new Set([
  'kustomize.config.k8s.io',
  'config.kubernetes.io',
  'skaffold',
  'kind.x-k8s.io',
  'k3d.io',
  'ctlptl.dev',
  'eksctl.io',
  'kubeadm.k8s.io',
  'kubelet.config.k8s.io',
  'kubeproxy.config.k8s.io',
  'kubescheduler.config.k8s.io',
  'kubecontrollermanager.config.k8s.io',
  'apiserver.k8s.io',
  'apiserver.config.k8s.io',
  'audit.k8s.io',
  'admission.k8s.io',
  'pod-security.admission.config.k8s.io',
  'client.authentication.k8s.io',
  'kuttl.dev',
  'chainsaw.kyverno.io',
  'cli.kyverno.io',
  'backstage.io',
  'krew.googlecontainertools.github.com',
  'kpt.dev',
  'devfile.io',
  'merlon.dev',
]);

const TOOL_FILES =
  /^(?:(?:kustomization|kustomizeconfig|chart|skaffold|docker-compose|compose|mkdocs|\.?pre-commit-config|renovate|codecov|tsconfig|package|package-lock|openapi|swagger)[\w.-]*|(?:values|requirements)[\w.-]*|[\w.-]*values)\.(?:ya?ml|json)$/i;

/** Tells whether a document with version and kind is configuration that is read by a tool and not by an API server. */
export function isToolConfig(data: JsonObject): boolean {
  const apiVersion = textOf(data['apiVersion']);
  if (apiVersion === 'v1') return data['kind'] === 'Config';
  return TOOL_GROUPS.has(apiVersion.split('/', 1)[0] ?? '');
}

/** Tells by its name whether a file is known to hold something other than manifests, so that nobody needs to be told. */
export function isToolFile(path: string): boolean {
  return TOOL_FILES.test(basename(path));
}
