import type { AccessReviewReport, ReviewHolding, ReviewSubject } from '../../types.ts';

/** What the reader wants to see; empty text is no wish. */
export interface View {
  readonly query: string;
  readonly namespace: string;
  readonly kind: string;
  readonly severity: string;
  readonly tenant: string;
  readonly builtIn: boolean;
  /** The subject whose panel is open, as it is shown; '' for none. */
  readonly open: string;
}

/** Everything, built-ins apart. */
export const START: View = {
  query: '',
  namespace: '',
  kind: '',
  severity: '',
  tenant: '',
  builtIn: false,
  open: '',
};

const TEXTS = ['query', 'namespace', 'kind', 'severity', 'tenant', 'open'] as const;

/** The view that an address names after its `#`. */
export function readView(hash: string): View {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const texts = Object.fromEntries(TEXTS.map((key) => [key, given.get(key) ?? '']));
  return { ...START, ...texts, builtIn: given.get('builtIn') === 'yes' };
}

/** The part of an address that brings a view back. */
export function writeView(view: View): string {
  const wanted = new URLSearchParams();
  for (const key of TEXTS) if (view[key] !== '') wanted.set(key, view[key]);
  if (view.builtIn) wanted.set('builtIn', 'yes');
  const text = wanted.toString();
  return text === '' ? '' : `#${text}`;
}

/** A subject as people read it. */
export function nameOf({ kind, namespace, name }: Pick<ReviewSubject, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${kind === 'ServiceAccount' ? `${namespace}/` : ''}${name}`;
}

/** What one subject holds of one right, as far as it is in view. */
export interface Cell {
  readonly holdings: readonly ReviewHolding[];
  readonly severity: ReviewHolding['severity'];
  /** `all`, a number of namespaces, and a mark where all of it is for some names only. */
  readonly text: string;
  readonly label: string;
}

/** A row of the matrix: cells by their right's place, for those that are not empty. */
export interface Row {
  readonly subject: ReviewSubject;
  readonly name: string;
  readonly cells: ReadonlyMap<number, Cell>;
}

const ORDER: readonly string[] = ['critical', 'high', 'medium'];

function cellOf(title: string, holdings: readonly ReviewHolding[]): Cell {
  const severity = holdings.map((one) => one.severity).toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))[0];
  const places = holdings.flatMap(({ namespace }) => namespace ?? []);
  const isEverywhere = places.length < holdings.length;
  const isNamed = holdings.every(({ names }) => names !== undefined);
  const where = isEverywhere ? 'everywhere' : `in ${places.length} ${places.length === 1 ? 'namespace' : 'namespaces'}`;
  return {
    holdings,
    severity: severity ?? 'medium',
    text: `${isEverywhere ? 'all' : String(places.length)}${isNamed ? '*' : ''}`,
    label: `${severity ?? 'medium'}: may ${title}, ${where}${isNamed ? ', for some names only' : ''}`,
  };
}

/** All that a search looks at, for each subject: its name, its rights, and the bindings and roles that give them. */
export function haystacks(report: AccessReviewReport): readonly string[] {
  const titles = new Map(report.rights.map(({ id, title }) => [id, `${id} ${title}`]));
  const chains = report.chains.map(({ binding, role, from, namespace = '' }) =>
    [binding.object.name, role.object.name, from?.object.name ?? '', namespace].join(' '),
  );
  return report.subjects.map((subject) =>
    [
      nameOf(subject),
      ...subject.tenants,
      ...subject.holdings.flatMap(({ right, namespace = '', chains: own }) => [
        titles.get(right) ?? right,
        namespace,
        ...own.map((index) => chains[index] ?? ''),
      ]),
    ]
      .join('\n')
      .toLowerCase(),
  );
}

function isWanted(subject: ReviewSubject, view: View): boolean {
  if (subject.builtIn && !view.builtIn) return false;
  if (view.kind !== '' && subject.kind !== view.kind) return false;
  return view.tenant === '' || subject.tenants.includes(view.tenant);
}

function inView({ namespace, severity }: ReviewHolding, view: View): boolean {
  if (view.namespace !== '' && namespace !== undefined && namespace !== view.namespace) return false;
  return view.severity === '' || ORDER.indexOf(severity) <= ORDER.indexOf(view.severity);
}

/** Rows of a subject's holdings that are in view; undefined where a filter leaves nothing of it. */
function rowOf(report: AccessReviewReport, subject: ReviewSubject, view: View): Row | undefined {
  const cells = new Map<number, Cell>();
  for (const [place, { id, title }] of report.rights.entries()) {
    const holdings = subject.holdings.filter((one) => one.right === id && inView(one, view));
    if (holdings.length > 0) cells.set(place, cellOf(title, holdings));
  }
  const isNarrowed = view.namespace !== '' || view.severity !== '';
  return isNarrowed && cells.size === 0 ? undefined : { subject, name: nameOf(subject), cells };
}

/** The rows that a view shows, in the report's order, which is the worst first. */
export function rowsOf(report: AccessReviewReport, texts: readonly string[], view: View): readonly Row[] {
  const words = view.query
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return report.subjects.flatMap((subject, index) => {
    if (!isWanted(subject, view) || !words.every((word) => texts[index]?.includes(word) === true)) return [];
    return rowOf(report, subject, view) ?? [];
  });
}
