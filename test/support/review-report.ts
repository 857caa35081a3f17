import { RIGHTS } from '../../src/engines/access/index.ts';
import {
  ACCESS_REVIEW_API_VERSION,
  type AccessReviewReport,
  type ReviewChain,
  type ReviewSubject,
} from '../../src/outcomes/access-review/index.ts';
import { below, chance, createRng, pick, type Rng } from './rng.ts';

function chainOf(rng: Rng, index: number): ReviewChain {
  const namespace = chance(rng, 0.7) ? { namespace: `team-${below(rng, 60)}` } : {};
  const isLocal = 'namespace' in namespace;
  const place = (file: string): string => `clusters/prod/${file}-${index}.yaml:${1 + below(rng, 90)}`;
  return {
    ...namespace,
    binding: {
      object: {
        kind: isLocal ? 'RoleBinding' : 'ClusterRoleBinding',
        namespace: namespace.namespace ?? '',
        name: `binding-${index}`,
      },
      path: 'subjects',
      place: place('binding'),
    },
    role: {
      object: { kind: 'ClusterRole', namespace: '', name: `role-${index % 40}` },
      path: 'rules[0].verbs',
      place: place('role'),
    },
    rule: { verbs: ['get', 'list'], apiGroups: [''], resources: ['secrets', 'pods'] },
  };
}

function holdingOf(rng: Rng, chains: readonly ReviewChain[]): ReviewSubject['holdings'][number] {
  const right = pick(rng, RIGHTS);
  const index = below(rng, chains.length);
  const namespace = chains[index]?.namespace;
  return {
    right: right.id,
    ...(namespace === undefined ? {} : { namespace }),
    severity: namespace === undefined ? right.severity : 'medium',
    ...(chance(rng, 0.1) ? { names: ['db', 'api'] } : {}),
    chains: [index],
  };
}

/** A report of so many subjects, always the same for a seed: every third is built in, every tenth of a tenant, one's name is hostile; the worst come first. */
export function reviewReport(count: number, seed = 42): AccessReviewReport {
  const rng = createRng(seed);
  const chains = Array.from({ length: Math.max(4, Math.floor(count / 4)) }, (_, index) => chainOf(rng, index));
  const subjects = Array.from({ length: count }, (_, index): ReviewSubject => {
    const kind = pick(rng, ['ServiceAccount', 'ServiceAccount', 'User', 'Group'] as const);
    const hostile = '<img src=x onerror=alert(1)></script>\u202egnp';
    return {
      kind,
      name: index === count - 1 ? hostile : `subject-${index}`,
      namespace: kind === 'ServiceAccount' ? `team-${index % 60}` : '',
      builtIn: index % 3 === 2,
      tenants: index % 10 === 0 ? ['shop'] : [],
      holdings: Array.from({ length: below(rng, 6) }, () => holdingOf(rng, chains)),
      bindings: 1 + below(rng, 4),
    };
  });
  const order = ['critical', 'high', 'medium'];
  const rankOf = ({ holdings }: ReviewSubject): number =>
    Math.min(order.length, ...holdings.map(({ severity }) => order.indexOf(severity)));
  subjects.sort((a, b) => rankOf(a) - rankOf(b));
  const [first] = chains;
  const link = first?.binding ?? { object: { kind: 'RoleBinding', namespace: 'a', name: 'b' }, path: 'subjects' };
  return {
    apiVersion: ACCESS_REVIEW_API_VERSION,
    kind: 'AccessReview',
    tool: { name: 'merlon', version: '0.0.0' },
    targets: ['clusters/prod'],
    kubernetes: 37,
    complete: false,
    gaps: ['Roles in team-1: forbidden'],
    otherAuthorizers: ['Amazon EKS: access entries (seen by label eks.amazonaws.com/nodegroup)'],
    rights: RIGHTS,
    subjects,
    chains,
    wildcards: [{ fields: ['verbs'], chain: 0, subjects: ['User ann'] }],
    dangling: [{ binding: link, missing: 'role', what: 'ClusterRole <b>gone</b>', certain: true }],
    unusedRoles: Array.from({ length: 30 }, (_, i) => ({ ...link, object: { ...link.object, name: `unused-${i}` } })),
    emptyBindings: [],
    changed: [{ object: link, changes: ['gives get on secrets of core'] }],
    tenants: [
      {
        name: 'shop',
        namespaces: ['team-0'],
        subjects: ['User ann'],
        reach: [{ subject: 'User ann', what: 'get on secrets of core', severity: 'high', chain: 0 }],
        undecided: ['not all namespaces were seen'],
      },
    ],
  };
}
