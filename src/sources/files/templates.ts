import { isList, isObject, type Json, type JsonObject, type Path, textOf } from '../../model/json.ts';

// Openings of actions of Go templates as Helm charts have them, and of Jinja statements.
const GO_ACTION =
  /\{\{-? *(?:\/\*|\.|\$|\(|if |range |with |else|end|include |define |template |block |toYaml |tpl |default |quote |printf |lookup |required )|\{%-? /;

// A placeholder of Jinja and its like.
const PLACEHOLDER = /\{\{-? *[A-Za-z_][\w.]* *(?:[|([]|-?\}\})/;

// What envsubst, Flux, `oc process` and old Kustomize fill in.
const VARIABLE = /\$(?:\{[^{}]*\}|\([^()]*\)|[A-Za-z_]\w*)/;

// Only Helm has these.
const HELM_VALUE = /\{\{[^{}]*\.(?:Values|Release|Chart|Capabilities|Files)\b/;

function lineAround(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(text.lastIndexOf('\n', at - 1) + 1, end < 0 ? text.length : end);
}

/**
 * Tells whether text that could not be read looks like a template rather than like a mistake at `at`: there are actions of templates anywhere,
 * or a placeholder where the reader stumbled. (Argo's workflows have placeholders in good YAML: elsewhere they say nothing.)
 */
export function looksTemplated(text: string, at: number): boolean {
  return text.includes('{') && (GO_ACTION.test(text) || PLACEHOLDER.test(lineAround(text, at)));
}

/** A variable that nobody filled in, in a name, where no dollar sign can stand, and where; undefined when there is none. */
export function findVariable(data: JsonObject): { readonly variable: string; readonly fieldPath: Path } | undefined {
  const metadata = isObject(data['metadata']) ? data['metadata'] : {};
  for (const field of ['name', 'namespace']) {
    const text = metadata[field];
    const variable = typeof text === 'string' && text.includes('$') ? VARIABLE.exec(text)?.[0] : undefined;
    if (variable !== undefined) return { variable, fieldPath: ['metadata', field] };
  }
  return undefined;
}

/** Tells whether an object is OpenShift's Template, which holds other objects with parameters to fill in. @see https://docs.openshift.com/container-platform/latest/openshift_images/using-templates.html */
export function isOpenShiftTemplate(data: JsonObject): boolean {
  const { apiVersion, kind, objects } = data;
  return kind === 'Template' && isList(objects) && (apiVersion === 'template.openshift.io/v1' || apiVersion === 'v1');
}

function holdsPlaceholder(value: Json | undefined): boolean {
  return typeof value === 'string' && (value.includes('{{') || value.includes('{%'));
}

function holdsHelmValue(value: Json | undefined): boolean {
  if (typeof value === 'string') return value.includes('{{') && HELM_VALUE.test(value);
  if (isList(value)) return value.some(holdsHelmValue);
  return isObject(value) && Object.values(value).some(holdsHelmValue);
}

/**
 * Tells whether an object that reads well is a template all the same: its name is a placeholder, or its spec has values that Helm would fill in.
 * Kinds that carry text for others (ConfigMap, custom resources with their own templates) may hold braces and are what they are.
 */
export function isUnrenderedObject(data: JsonObject): boolean {
  const metadata = isObject(data['metadata']) ? data['metadata'] : {};
  if ([data['apiVersion'], data['kind'], metadata['name'], metadata['namespace']].some(holdsPlaceholder)) return true;
  const group = textOf(data['apiVersion']);
  const builtin = !group.includes('.') || /^[^/]*\.k8s\.io\//.test(group);
  return builtin && data['kind'] !== 'ConfigMap' && data['kind'] !== 'Secret' && holdsHelmValue(data['spec']);
}
