import { RIGHT_SEVERITIES } from '../../../engines/access/index.ts';
import { compareText } from '../../../model/cluster/index.ts';
import type { AccessReviewReport } from '../types.ts';
import { escapeHtml, jsonForScript } from './escape-html.ts';
import PAGE from './script.json' with { type: 'json' };
import { staticMatrix, tenantSections, tidySections } from './sections.ts';
import { PAGE_STYLE } from './style.ts';

// Nothing is loaded, sent or framed; the one script is the one whose hash is named. frame-ancestors cannot be set here.
function policy(): string {
  return `default-src 'none'; style-src 'unsafe-inline'; script-src '${PAGE.hash}'; base-uri 'none'; form-action 'none'`;
}

function options(all: string, values: readonly string[]): string {
  const rest = values.map((value) => `<option value="${escapeHtml(value)}">${escapeHtml(value)}</option>`);
  return `<option value="">${escapeHtml(all)}</option>${rest.join('')}`;
}

function select(id: string, label: string, all: string, values: readonly string[]): string {
  const hidden = values.length === 0 ? ' hidden' : '';
  return `<label${hidden}>${escapeHtml(label)}<select id="${id}">${options(all, values)}</select></label>`;
}

function filters({ subjects, tenants }: AccessReviewReport): string {
  const namespaces = new Set(subjects.flatMap(({ holdings }) => holdings.flatMap(({ namespace }) => namespace ?? [])));
  return `<form id="filters" role="search" aria-label="Subjects of the matrix">
<label>Search <input id="query" type="search" autocomplete="off" placeholder="subject, role, right … ( / )"></label>
${select('namespace', 'Holds in namespace', 'any', [...namespaces].toSorted(compareText))}
${select('kind', 'Kind', 'any', ['ServiceAccount', 'User', 'Group'])}
${select('severity', 'At least', 'any', [...RIGHT_SEVERITIES])}
${select(
  'tenant',
  'Tenant',
  'any',
  tenants.map(({ name }) => name),
)}
<label class="check"><input id="builtIn" type="checkbox"> built-in subjects too</label>
</form>`;
}

function matrix(report: AccessReviewReport): string {
  const heads = report.rights.map(
    ({ title, severity }, index) =>
      `<div class="cell" role="columnheader" aria-colindex="${index + 2}" title="${escapeHtml(`${severity}: may ${title}`)}"><span>${escapeHtml(title)}</span></div>`,
  );
  return `<section id="matrix" hidden aria-labelledby="matrix-title"><h2 id="matrix-title">Who holds rights that lead further</h2>
${filters(report)}
<p id="count" role="status"></p>
<p class="hint" id="how">A cell says where a right holds: <b>all</b> is everywhere, a number counts namespaces, <b>*</b> is for some names only. Arrow keys move, Enter shows how a right came, Escape closes.</p>
<div id="scroller"><div id="grid" role="grid" aria-labelledby="matrix-title" aria-describedby="how" aria-colcount="${report.rights.length + 1}">
<div role="rowgroup" class="head"><div class="row" role="row" aria-rowindex="1"><div class="cell name" role="columnheader" aria-colindex="1"><span>Subject</span></div>${heads.join('')}</div></div>
<div id="rows" role="rowgroup"></div></div></div></section>`;
}

function notices({ complete, gaps, otherAuthorizers }: AccessReviewReport): string {
  const seen = gaps.map((gap) => `<li>${escapeHtml(gap)}</li>`).join('');
  const notAll = complete
    ? ''
    : `<div class="notice">Not all was seen, so that there may be more:<ul>${seen}</ul></div>`;
  const others = otherAuthorizers.map(
    (other) =>
      `<div class="notice">Rights may come from elsewhere too, which no object shows: ${escapeHtml(other)}.</div>`,
  );
  return notAll + others.join('');
}

function figures({ subjects, wildcards, dangling, changed }: AccessReviewReport): string {
  const own = subjects.filter(({ builtIn, holdings }) => !builtIn && holdings.length > 0);
  const atWorst = (severity: string): number => own.filter(({ holdings }) => holdings[0]?.severity === severity).length;
  const counts: readonly (readonly [number, string, string])[] = [
    ...RIGHT_SEVERITIES.map((one) => [atWorst(one), `subject, ${one} at worst`, `subjects, ${one} at worst`] as const),
    [changed.length, 'changed built-in', 'changed built-ins'],
    [wildcards.length, 'rule with * held', 'rules with * held'],
    [dangling.length, 'binding that leads nowhere', 'bindings that lead nowhere'],
  ];
  const items = counts.map(([count, one, many]) => `<li><b>${count}</b>${escapeHtml(count === 1 ? one : many)}</li>`);
  return `<ul class="figures">${items.join('')}</ul>`;
}

const LINKS = [
  ['matrix', 'Matrix'],
  ['tenants', 'Tenants'],
  ['changed', 'Changed built-ins'],
  ['wildcards', 'Wildcards'],
  ['dangling', 'Leads nowhere'],
  ['unused', 'Unused roles'],
  ['empty', 'Empty bindings'],
] as const;

const PANEL = `<aside id="panel" hidden role="dialog" aria-labelledby="panel-title"><div id="panel-head"><h2 id="panel-title"></h2><button id="panel-close" type="button">Close</button></div><div id="panel-body" tabindex="0" role="region" aria-label="Rights and how they came"></div></aside>`;

/**
 * Makes the page of a review: one file that loads nothing, with a matrix of subjects and rights and every chain that gives them.
 * Equal reports give equal bytes.
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/grid/
 */
export function renderReviewPage(report: AccessReviewReport): string {
  const targets = report.targets.join(', ');
  const links = LINKS.map(([id, text]) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`).join('');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy()}">
<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="referrer" content="no-referrer">
<title>${escapeHtml(`Access review of ${targets}`)}</title><style>${PAGE_STYLE}</style></head>
<body><a class="skip" href="#rest">Skip the matrix</a>
<header><h1>Access review</h1><p class="sub">${escapeHtml(targets)} · Kubernetes 1.${report.kubernetes} · Merlon ${escapeHtml(report.tool.version)}</p>
${notices(report)}${figures(report)}<nav aria-label="Sections"><ul>${links}</ul></nav></header>
<main>${matrix(report)}${staticMatrix(report)}<div id="rest" tabindex="-1">${tenantSections(report)}${tidySections(report)}</div></main>
<footer><p>Members of system:masters may do everything; no object names them (client certificates do).</p></footer>
${PANEL}<script type="application/json" id="report">${jsonForScript(report)}</script>
<script>${PAGE.script}</script></body></html>
`;
}
