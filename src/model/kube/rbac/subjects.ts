import { isList, isObject, type JsonObject, textOf } from '../../json.ts';
import { accountOf, type UserInfo } from './attributes.ts';

/** A subject of a binding, in its place among them. */
export interface Subject {
  readonly index: number;
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  /** Of a service account: its own, else that of its RoleBinding; '' when there is neither, which matches nobody. */
  readonly namespace: string;
}

const KINDS = ['User', 'Group', 'ServiceAccount'] as const;

/** Reads the subjects of a binding in a namespace ('' for a ClusterRoleBinding); other kinds match nobody and are left out. */
export function subjectsOf(binding: JsonObject, bindingNamespace: string): readonly Subject[] {
  const { subjects } = binding;
  if (!isList(subjects)) return [];
  return subjects.flatMap((item, index): readonly Subject[] => {
    if (!isObject(item)) return [];
    const kind = KINDS.find((one) => one === item['kind']);
    if (kind === undefined) return [];
    const namespace = kind === 'ServiceAccount' ? textOf(item['namespace']) || bindingNamespace : '';
    return [{ index, kind, name: textOf(item['name']), namespace }];
  });
}

/** The key under which a subject is found: `User alice`, `Group admins`, `ServiceAccount shop/web`. */
export function subjectKey({ kind, name, namespace }: Pick<Subject, 'kind' | 'name' | 'namespace'>): string {
  return kind === 'ServiceAccount' ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}

/** The keys of all subjects that mean a user: its name, its groups, and its account where it is one. */
export function keysOf({ name, groups }: UserInfo): readonly string[] {
  const account = accountOf(name);
  const own = account === undefined ? [] : [subjectKey({ kind: 'ServiceAccount', ...account })];
  // Of members of a group no name is known: a binding that names nobody does not mean them.
  const named = name === '' ? [] : [`User ${name}`];
  return [...named, ...own, ...groups.map((group) => `Group ${group}`)];
}
