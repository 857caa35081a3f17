import { type Link, showObject, showRule } from '../../access/index.ts';
import { asSeen, showScope, showSubject, titleOf } from '../show.ts';
import type { AccessReviewReport, ReviewSubject, ReviewTenant } from '../types.ts';
import { escapeHtml } from './escape-html.ts';

function place(link: Link): string {
  return link.place === undefined ? '' : `<span class="place">${escapeHtml(link.place)}</span>`;
}

function badge(severity: string): string {
  return `<span class="badge ${escapeHtml(severity)}">${escapeHtml(severity)}</span>`;
}

const OPEN_UP_TO = 20;

/** A section with its count; a long list is folded, an empty one says so. */
function section(id: string, title: string, items: readonly string[], none: string): string {
  const list = `<ul class="list">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
  const body =
    items.length === 0
      ? `<p class="sub">${escapeHtml(none)}</p>`
      : items.length > OPEN_UP_TO
        ? `<details><summary>Show all ${items.length}</summary>${list}</details>`
        : list;
  return `<section id="${id}"><h2>${escapeHtml(title)} (${items.length})</h2>${body}</section>`;
}

function tenantSection(report: AccessReviewReport, tenant: ReviewTenant): string {
  const rows = tenant.reach.map(({ severity, subject, what, namespace, owner, chain }) => {
    const found = report.chains[chain];
    const by =
      found === undefined
        ? ''
        : `${escapeHtml(`${showObject(found.binding)} → ${showObject(found.role)}`)}${place(found.from ?? found.role)}`;
    const whose = owner === undefined ? '' : `, of tenant ${owner}`;
    const where = showScope(namespace === undefined ? {} : { namespace });
    return `<tr><td>${badge(severity)}</td><td>${escapeHtml(subject)}</td><td>${escapeHtml(`${what}, ${where}${whose}`)}</td><td>${by}</td></tr>`;
  });
  const table = `<table><thead><tr><th scope="col">Severity</th><th scope="col">Subject</th><th scope="col">May</th><th scope="col">By</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const undecided = tenant.undecided.map((reason) => `<p class="notice">Undecided: ${escapeHtml(reason)}</p>`).join('');
  const about = `<p class="sub">Namespaces: ${escapeHtml(tenant.namespaces.join(', ') || 'none')}. ${tenant.subjects.length} subjects in bindings.</p>`;
  const body =
    rows.length === 0
      ? `<p class="sub">Reaches nothing outside of them, by roles and bindings${asSeen(report)}.</p>`
      : rows.length > OPEN_UP_TO
        ? `<details><summary>Show all ${rows.length}</summary>${table}</details>`
        : table;
  return `<h3>${escapeHtml(tenant.name)} (${rows.length})</h3>${about}${undecided}${body}`;
}

/** Tenants with what they reach, or how to name them. */
export function tenantSections(report: AccessReviewReport): string {
  const { tenants } = report;
  const body =
    tenants.length === 0
      ? '<p class="sub">No tenants are named: <code>tenants:</code> in merlon.yaml says whose namespaces are whose.</p>'
      : tenants.map((tenant) => tenantSection(report, tenant)).join('');
  return `<section id="tenants"><h2>What tenants reach outside their namespaces</h2>${body}</section>`;
}

/** What should be looked at beside the matrix, each list with an honest count. */
export function tidySections(report: AccessReviewReport): string {
  const link = (one: Link, more = ''): string => `${escapeHtml(showObject(one) + more)}${place(one)}`;
  return [
    section(
      'changed',
      'Built-in roles and bindings that were changed',
      report.changed.map(
        ({ object, changes }) =>
          `${link(object)}<ul>${changes.map((change) => `<li>${escapeHtml(change)}</li>`).join('')}</ul>`,
      ),
      'None: those that were seen are as shipped.',
    ),
    section(
      'wildcards',
      'Rules with * that somebody holds',
      report.wildcards.flatMap(({ chain, fields, subjects }) => {
        const found = report.chains[chain];
        if (found === undefined) return [];
        const what = `${showObject(found.role)}: ${showRule(found.rule)}`;
        const held = `* in ${fields.join(', ')}; held ${showScope(found)} by ${subjects.join(', ')}`;
        return [`${escapeHtml(what)}${place(found.from ?? found.role)}<p class="hint">${escapeHtml(held)}</p>`];
      }),
      'None, but for what the API server makes itself.',
    ),
    section(
      'dangling',
      'Bindings that lead nowhere',
      report.dangling.map(({ binding, what, certain }) =>
        link(
          binding,
          ` names ${what}, which ${certain ? 'does not exist: whoever makes it decides what the binding gives' : 'was not seen'}`,
        ),
      ),
      'None.',
    ),
    section(
      'unused',
      `Roles that nobody holds${asSeen(report)}`,
      report.unusedRoles.map((one) => link(one)),
      'None.',
    ),
    section(
      'empty',
      'Bindings without subjects',
      report.emptyBindings.map((one) => link(one)),
      'None.',
    ),
  ].join('');
}

const STATIC_ROWS = 200;

function staticRow(report: AccessReviewReport, subject: ReviewSubject): string {
  const rights = subject.holdings.map((holding) => {
    const names = holding.names === undefined ? '' : `, only ${holding.names.join(', ')}`;
    return `<li>${badge(holding.severity)} ${escapeHtml(`may ${titleOf(report, holding.right)}, ${showScope(holding)}${names}`)}</li>`;
  });
  return `<tr><th scope="row">${escapeHtml(showSubject(subject))}</th><td><ul class="list">${rights.join('')}</ul></td></tr>`;
}

/** The worst subjects for readers without scripts, and for print. */
export function staticMatrix(report: AccessReviewReport): string {
  const privileged = report.subjects.filter(({ builtIn, holdings }) => !builtIn && holdings.length > 0);
  const rows = privileged.slice(0, STATIC_ROWS).map((subject) => staticRow(report, subject));
  const more = privileged.length - rows.length;
  return `<noscript><h2>Subjects, worst first</h2><table><tbody>${rows.join('')}</tbody></table>${more > 0 ? `<p>and ${more} more, in the JSON report</p>` : ''}</noscript>`;
}
