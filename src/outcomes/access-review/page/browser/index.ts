import type { AccessReviewReport } from '../../types.ts';
import { byId, control } from './elements.ts';
import { createGrid } from './grid.ts';
import { openPanel } from './panel.ts';
import { haystacks, nameOf, readView, rowsOf, type View, writeView } from './view.ts';

const SELECTS = ['namespace', 'kind', 'severity', 'tenant'] as const;

function readReport(): AccessReviewReport {
  return JSON.parse(byId('report').textContent) as AccessReviewReport;
}

/** The view as the controls say. */
function viewOf(open: string): View {
  const builtIn = control('builtIn');
  const [namespace = '', kind = '', severity = '', tenant = ''] = SELECTS.map((id) => control(id).value);
  return {
    query: control('query').value,
    namespace,
    kind,
    severity,
    tenant,
    builtIn: builtIn instanceof HTMLInputElement && builtIn.checked,
    open,
  };
}

function fillControls(view: View): void {
  control('query').value = view.query;
  for (const id of SELECTS) control(id).value = view[id];
  const builtIn = control('builtIn');
  if (builtIn instanceof HTMLInputElement) builtIn.checked = view.builtIn;
}

function keepAddress(view: View): void {
  // Pages that are files keep their address too; where that is not allowed the view is only not kept.
  try {
    history.replaceState(null, '', `${location.pathname}${location.search}${writeView(view)}`);
  } catch {
    return;
  }
}

/** Keys that work everywhere: `/` for the search, Escape to close the panel. */
function listenToKeys(close: () => void): void {
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    if (event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      byId('query').focus();
    }
    if (event.key === 'Escape' && !byId('panel').hidden) close();
  });
}

/** The address keeps the view, so that links within the page go there without changing it. */
function followLinks(): void {
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[href^="#"]') : null;
    if (link === null) return;
    event.preventDefault();
    const target = byId(link.hash.slice(1));
    target.tabIndex = -1;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  });
}

function start(): void {
  const report = readReport();
  const texts = haystacks(report);
  let view = readView(location.hash);
  let hasOpener = false;
  const grid = createGrid(report, (row, right) => {
    openPanel(report, row.subject, right);
    view = { ...view, open: row.name };
    hasOpener = true;
    keepAddress(view);
    byId('panel-close').focus();
  });
  const show = (): void => {
    const rows = rowsOf(report, texts, view);
    grid.show(rows);
    const all = report.subjects.length;
    byId('count').textContent =
      rows.length === 0
        ? 'No subject is as wanted: widen the filters.'
        : `${rows.length} of ${all} ${all === 1 ? 'subject' : 'subjects'}, worst first`;
    byId('grid').hidden = rows.length === 0;
  };
  const close = (): void => {
    byId('panel').hidden = true;
    view = { ...view, open: '' };
    keepAddress(view);
    if (hasOpener) grid.focus();
    hasOpener = false;
  };
  const change = (): void => {
    view = viewOf(view.open);
    keepAddress(view);
    show();
  };
  fillControls(view);
  byId('filters').addEventListener('input', change);
  byId('filters').addEventListener('submit', (event) => event.preventDefault());
  byId('panel-close').addEventListener('click', close);
  listenToKeys(close);
  followLinks();
  byId('matrix').hidden = false;
  show();
  const opened = report.subjects.find((subject) => nameOf(subject) === view.open);
  if (opened !== undefined) openPanel(report, opened, undefined);
}

start();
