import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bundlePageScript } from '../../../../scripts/lib/page-script.ts';
import { reviewReport } from '../../../../test/support/review-report.ts';
import { haystacks, readView, rowsOf, START, type View, writeView } from './browser/view.ts';
import { jsonForScript } from './escape-html.ts';
import { renderReviewPage } from './index.ts';
import PAGE from './script.json' with { type: 'json' };

const REPORT = reviewReport(200);
const TEXTS = haystacks(REPORT);

describe('the page of a review', () => {
  it('has the script that its sources make (npm run generate:page)', async () => {
    expect(PAGE).toEqual(await bundlePageScript());
  });

  it('allows that script by its hash, loads nothing, and is the same for the same report', () => {
    const page = renderReviewPage(REPORT);
    const script = /<script>([\s\S]*)<\/script>/.exec(page)?.[1] ?? '';
    expect(PAGE.hash).toBe(`sha256-${createHash('sha256').update(script).digest('base64')}`);
    expect(page).toContain(`script-src '${PAGE.hash}'`);
    expect(page).not.toMatch(/\b(?:src|href)=["']?(?:https?:|\/)|url\(|@import/);
    expect(renderReviewPage(reviewReport(200))).toBe(page);
  });

  it('lets no name become markup, end the data or reorder the text', () => {
    const page = renderReviewPage(REPORT);
    expect(page).not.toContain('<img');
    expect(page).not.toContain('<b>gone');
    expect(page).toContain('&lt;b&gt;gone&lt;/b&gt;');
    expect(page).not.toContain('\u202e');
    expect(page.match(/<\/script>/g)?.length).toBe(2);
  });

  it.each([
    ['</script><script>', '"\\u003c/script>\\u003cscript>"'],
    ['<!--', '"\\u003c!--"'],
    ['a\u202eb\u0000', '"a\\\\u202eb\\\\u0000"'],
  ])('writes %j as data', (text, wanted) => {
    expect(jsonForScript(text)).toBe(wanted);
  });
});

describe('the view of the matrix', () => {
  const namesOf = (view: Partial<View>): readonly string[] =>
    rowsOf(REPORT, TEXTS, { ...START, ...view }).map(({ name }) => name);

  it('shows the subjects in the report’s order, built-in ones on demand', () => {
    expect(namesOf({}).length).toBe(REPORT.subjects.filter(({ builtIn }) => !builtIn).length);
    expect(namesOf({ builtIn: true }).length).toBe(200);
  });

  it('finds by subject, right, binding, role and namespace, all words of a search', () => {
    expect(namesOf({ query: 'SUBJECT-150' })).toEqual([expect.stringContaining('subject-150')]);
    const byRole = namesOf({ query: 'role-7 kubelets', builtIn: true });
    const wanted = REPORT.subjects.filter(
      ({ holdings }) =>
        holdings.some(({ right }) => right === 'nodes-proxy') &&
        holdings.some(({ chains }) => chains.some((one) => REPORT.chains[one]?.role.object.name.startsWith('role-7'))),
    );
    expect(byRole.length).toBe(wanted.length);
    expect(namesOf({ query: 'nothing-like-this' })).toEqual([]);
  });

  it('narrows to a namespace, with what holds everywhere, and to a severity', () => {
    for (const { cells } of rowsOf(REPORT, TEXTS, { ...START, namespace: 'team-1', builtIn: true })) {
      const holdings = [...cells.values()].flatMap((cell) => cell.holdings);
      expect(holdings.length).toBeGreaterThan(0);
      expect(holdings.every(({ namespace }) => namespace === undefined || namespace === 'team-1')).toBe(true);
    }
    for (const { cells } of rowsOf(REPORT, TEXTS, { ...START, severity: 'high' }))
      expect([...cells.values()].every(({ severity }) => severity !== 'medium')).toBe(true);
    expect(namesOf({ tenant: 'shop', builtIn: true }).length).toBe(20);
    expect(namesOf({ kind: 'Group' }).every((name) => name.startsWith('Group '))).toBe(true);
  });

  it('comes back from the address', () => {
    const view: View = { ...START, query: 'a b&c', namespace: 'team-1', builtIn: true, open: 'User <x>' };
    expect(readView(writeView(view))).toEqual(view);
    expect([writeView(START), readView('')]).toEqual(['', START]);
  });
});
