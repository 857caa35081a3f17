const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
const MOST_OF_LABEL = 63;
const MOST_OF_SUBDOMAIN = 253;
const ACCOUNT = 'system:serviceaccount:';
const NODE = 'system:node:';

/** Whether a text is a name as DNS has them, in lower case: of nodes, service accounts, domains. */
export function isSubdomain(text: string): boolean {
  return text.length <= MOST_OF_SUBDOMAIN && text.split('.').every((part) => LABEL.test(part));
}

/** The service account that a user name is of, as impersonation reads it: names that no account can have are plain users. */
export function accountNamed(user: string): { readonly namespace: string; readonly name: string } | undefined {
  if (!user.startsWith(ACCOUNT)) return undefined;
  const [namespace = '', name = '', ...more] = user.slice(ACCOUNT.length).split(':');
  const isAccount =
    more.length === 0 && namespace.length <= MOST_OF_LABEL && LABEL.test(namespace) && isSubdomain(name);
  return isAccount ? { namespace, name } : undefined;
}

/** The node that a user name is of. */
export function nodeNamed(user: string): string | undefined {
  if (!user.startsWith(NODE)) return undefined;
  const name = user.slice(NODE.length);
  return isSubdomain(name) ? name : undefined;
}
