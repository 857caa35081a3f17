import { quoteForShell } from '../../../text/index.ts';
import type { AccessReviewReport, ReviewChain, ReviewHolding, ReviewSubject } from '../../types.ts';
import { byId, make } from './elements.ts';
import { nameOf } from './view.ts';

type Link = ReviewChain['binding'];

function linkItem(word: string, { object: { kind, namespace, name }, place }: Link): HTMLElement {
  const item = make('li');
  item.append(
    make('span', { className: 'word', text: word }),
    `${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`,
  );
  if (place !== undefined) item.append(make('span', { className: 'place', text: place }));
  return item;
}

function ruleItem({ rule }: ReviewChain): HTMLElement {
  const { verbs, apiGroups = [], resources = [], resourceNames = [], nonResourceURLs = [] } = rule;
  const groups = apiGroups.map((group) => (group === '' ? 'core' : group)).join(', ');
  const what = nonResourceURLs.length > 0 ? nonResourceURLs.join(', ') : `${resources.join(', ')} of ${groups}`;
  const named = resourceNames.length > 0 ? ` named ${resourceNames.join(', ')}` : '';
  const item = make('li');
  item.append(
    make('span', { className: 'word', text: 'rule' }),
    make('code', { text: `${verbs.join(', ')} on ${what}${named}` }),
  );
  return item;
}

function chainList(chain: ReviewChain): HTMLElement {
  const list = make('ol', { className: 'chain' });
  list.append(linkItem('binding', chain.binding), linkItem('role', chain.role));
  if (chain.from !== undefined) list.append(linkItem('aggregated from', chain.from));
  list.append(ruleItem(chain));
  return list;
}

function commandOf({ kind, namespace, name }: ReviewSubject, holding: ReviewHolding): string {
  const subject = kind === 'ServiceAccount' ? `sa:${namespace}/${name}` : kind === 'Group' ? `group:${name}` : name;
  const place = holding.namespace === undefined ? '' : ` -n ${quoteForShell(holding.namespace)}`;
  return `merlon access can ${quoteForShell(subject)}${place}`;
}

function copyLine(command: string): HTMLElement {
  const line = make('p', { className: 'command' });
  const button = make('button', { text: 'Copy' });
  button.type = 'button';
  button.setAttribute('aria-label', `Copy ${command}`);
  button.addEventListener('click', () => {
    void navigator.clipboard.writeText(command).then(
      () => (button.textContent = 'Copied'),
      () => (button.textContent = 'Select it by hand'),
    );
  });
  line.append(make('code', { text: command }), button);
  return line;
}

const PLACES = 12;

function whereOf(holdings: readonly ReviewHolding[]): string {
  const places = holdings.flatMap(({ namespace }) => namespace ?? []);
  if (places.length < holdings.length) return 'everywhere';
  const more = places.length > PLACES ? ` and ${places.length - PLACES} more` : '';
  return `in ${places.slice(0, PLACES).join(', ')}${more}`;
}

/** What a subject holds of one right with one weight, however many namespaces it is in. */
function holdingBlock(
  report: AccessReviewReport,
  subject: ReviewSubject,
  holdings: readonly ReviewHolding[],
): HTMLElement {
  const [first] = holdings;
  const block = make('section', { className: 'holding' });
  if (first === undefined) return block;
  const title = report.rights.find(({ id }) => id === first.right)?.title ?? first.right;
  const heading = make('h3');
  heading.append(make('span', { className: `badge ${first.severity}`, text: first.severity }), ` may ${title}`);
  const names = first.names === undefined ? '' : `, only ${first.names.join(', ')}`;
  block.append(heading, make('p', { text: `${whereOf(holdings)}${names}` }));
  const chains = [...new Set(holdings.flatMap((one) => one.chains))].flatMap((index) => report.chains[index] ?? []);
  for (const chain of chains.slice(0, PLACES)) block.append(chainList(chain));
  if (chains.length > PLACES)
    block.append(make('p', { text: `and ${chains.length - PLACES} more chains, in the JSON report` }));
  block.append(copyLine(commandOf(subject, first)));
  return block;
}

function grouped(holdings: readonly ReviewHolding[]): readonly (readonly ReviewHolding[])[] {
  const groups = new Map<string, ReviewHolding[]>();
  for (const one of holdings) {
    const key = [one.right, one.severity, one.namespace === undefined, ...(one.names ?? ['*'])].join('\u0000');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

/** Fills and shows the panel: every right of a subject with its chains, those of one right first. */
export function openPanel(report: AccessReviewReport, subject: ReviewSubject, first: string | undefined): void {
  const panel = byId('panel');
  const body = byId('panel-body');
  byId('panel-title').textContent = nameOf(subject);
  const about = [
    subject.builtIn ? 'as the API server makes it' : '',
    subject.tenants.length > 0 ? `tenant ${subject.tenants.join(', ')}` : '',
    `${subject.bindings} ${subject.bindings === 1 ? 'binding' : 'bindings'}`,
  ].filter((text) => text !== '');
  const sorted = [
    ...subject.holdings.filter(({ right }) => right === first),
    ...subject.holdings.filter(({ right }) => right !== first),
  ];
  const blocks = grouped(sorted).map((holdings) => holdingBlock(report, subject, holdings));
  const none = make('p', { text: 'It holds no right that leads further by itself.' });
  body.replaceChildren(
    make('p', { className: 'about', text: about.join(' · ') }),
    ...(blocks.length > 0 ? blocks : [none]),
  );
  body.scrollTop = 0;
  panel.hidden = false;
}
