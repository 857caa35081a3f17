import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { renderReviewPage } from '../../src/outcomes/access-review/index.ts';
import { reviewReport } from '../support/review-report.ts';
import { findChromium } from './chromium.ts';

const SUBJECTS = 2000;
const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 360, height: 740 };
/** A folder for pictures, for people who want to look. */
const PICTURES = process.env['MERLON_PICTURES'];

let browser: Browser;
let context: BrowserContext;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'merlon-pages-'));
  for (const [name, count] of [
    ['many', SUBJECTS],
    ['some', 150],
    ['few', 3],
    ['none', 0],
  ] as const)
    await writeFile(path.join(folder, `${name}.html`), renderReviewPage(reviewReport(count)));
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium');
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => context.close());

/** What went wrong in a page, and what it asked for. */
interface Trouble {
  readonly requests: string[];
  readonly errors: string[];
}

interface Look {
  readonly file?: 'many' | 'some' | 'few' | 'none';
  readonly scheme?: 'light' | 'dark';
  readonly viewport?: typeof WIDE;
  readonly hash?: string;
}

async function openPage({ file = 'many', scheme = 'light', viewport = WIDE, hash = '' }: Look = {}): Promise<{
  readonly page: Page;
  readonly trouble: Trouble;
}> {
  context = await browser.newContext({ viewport, colorScheme: scheme });
  const page = await context.newPage();
  const trouble: Trouble = { requests: [], errors: [] };
  const url = pathToFileURL(path.join(folder, `${file}.html`)).href;
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url) trouble.requests.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.errors.push(message.text());
  });
  page.on('pageerror', (error) => trouble.errors.push(error.message));
  page.on('dialog', (dialog) => trouble.errors.push(`a dialog: ${dialog.message()}`));
  await page.goto(url + hash);
  return { page, trouble };
}

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES === undefined) return;
  await mkdir(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
}

const count = (page: Page): Promise<string | null> => page.locator('#count').textContent();
const focused = (page: Page): Promise<string> =>
  page.evaluate(
    `document.activeElement?.closest('[data-row]')?.dataset.row + ':' + document.activeElement?.dataset.column`,
  );

describe('the matrix with 2,000 subjects', () => {
  test('is there soon, draws only what is in sight, and loads nothing', async () => {
    const started = performance.now();
    const { page, trouble } = await openPage();
    await page.locator('#rows .row').first().waitFor();
    console.log(`first rows after ${(performance.now() - started).toFixed(0)} ms`);
    expect(await count(page)).toBe(`${SUBJECTS - Math.floor(SUBJECTS / 3)} of ${SUBJECTS} subjects, worst first`);
    expect(await page.locator('#rows .row').count()).toBeLessThan(80);
    await page.evaluate("document.getElementById('scroller').scrollTop = 1e9");
    const last = reviewReport(SUBJECTS)
      .subjects.filter(({ builtIn }) => !builtIn)
      .at(-1);
    await page.locator('#rows .row', { hasText: last?.name ?? '' }).waitFor();
    await page.locator('#builtIn').check();
    expect(await count(page)).toBe(`${SUBJECTS} of ${SUBJECTS} subjects, worst first`);
    await picture(page, 'many-light');
    expect(trouble).toEqual({ requests: [], errors: [] });
  });

  test('is searched and narrowed, and the address brings the view back', async () => {
    const { page } = await openPage();
    await page.locator('#query').fill('subject-1500');
    await expect.poll(() => count(page)).toBe(`1 of ${SUBJECTS} subjects, worst first`);
    const milliseconds = await page.evaluate(`(() => {
      const query = document.getElementById('query');
      const started = performance.now();
      query.value = 'role-7';
      query.dispatchEvent(new Event('input', { bubbles: true }));
      void document.getElementById('rows').offsetHeight;
      return performance.now() - started;
    })()`);
    console.log(`a search takes ${Number(milliseconds).toFixed(1)} ms`);
    await page.locator('#namespace').selectOption('team-7');
    await page.locator('#severity').selectOption('critical');
    const narrowed = await count(page);
    const url = new URL(page.url());
    expect(url.hash).toBe('#query=role-7&namespace=team-7&severity=critical');
    await context.close();
    const { page: again } = await openPage({ hash: url.hash });
    expect(await count(again)).toBe(narrowed);
    await again.locator('#query').fill('no such thing');
    await expect.poll(() => count(again)).toContain('No subject is as wanted');
  });

  test('can be used with the keyboard alone: to a cell, into its chain, and back', async () => {
    const { page } = await openPage();
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.id')).toBe('query');
    await page.keyboard.type('subject-1');
    for (let i = 0; i < 12 && (await focused(page)) !== '0:0'; i++) await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('0:0');
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight', 'ArrowUp']) await page.keyboard.press(key);
    expect(await focused(page)).toBe('1:1');
    await page.keyboard.press('End');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('PageDown');
    expect(await focused(page)).toMatch(/^21:\d+$/);
    await page.keyboard.press('Home');
    const name = await page.evaluate('document.activeElement.title');
    await page.keyboard.press('Enter');
    expect(await page.locator('#panel').isVisible()).toBe(true);
    expect(await page.locator('#panel-title').textContent()).toBe(name);
    expect(await page.evaluate('document.activeElement.id')).toBe('panel-close');
    await picture(page, 'panel-light');
    await page.keyboard.press('Escape');
    expect(await page.locator('#panel').isVisible()).toBe(false);
    expect(await focused(page)).toBe('21:0');
  });

  test('shows how a right came: binding, role, rule, place and the command', async () => {
    const { page } = await openPage();
    const cell = page.locator('#rows .cell.critical').first();
    const label = (await cell.getAttribute('aria-label')) ?? '';
    await cell.click();
    const heading = await page.locator('#panel-body h3').first().textContent();
    expect(heading).toContain(label.replace(/^critical: /, '').split(',')[0]);
    const panel = (await page.locator('#panel-body').textContent()) ?? '';
    expect(panel).toMatch(
      /binding.*binding-\d+.*clusters\/prod\/binding-\d+\.yaml:\d+.*role.*rule.*merlon access can /s,
    );
    await page.locator('#panel-close').click();
    expect(await page.locator('#panel').isVisible()).toBe(false);
  });

  test('links of the page go to their sections and keep the view', async () => {
    const { page } = await openPage({ hash: '#kind=User' });
    await page.locator('nav a', { hasText: 'Unused roles' }).click();
    expect(await page.evaluate('document.activeElement.id')).toBe('unused');
    expect(new URL(page.url()).hash).toBe('#kind=User');
  });
});

describe('for everyone', () => {
  const looks: readonly (readonly [string, Look])[] = [
    ['light', {}],
    ['dark', { file: 'some', scheme: 'dark' }],
    ['phone', { file: 'some', viewport: PHONE }],
    ['phone-dark', { file: 'some', viewport: PHONE, scheme: 'dark' }],
    ['few', { file: 'few' }],
    ['none', { file: 'none' }],
  ];

  test.each(looks)('axe finds nothing serious, and nothing goes beyond the width: %s', async (name, look) => {
    const { page, trouble } = await openPage(look);
    const serious = async (): Promise<readonly string[]> => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      return violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(
          ({ id, nodes }) =>
            `${id}: ${nodes
              .map(({ html }) => html)
              .join(' ')
              .slice(0, 300)}`,
        );
    };
    await picture(page, `look-${name}`);
    const found = [...(await serious())];
    const width = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    if (look.file !== 'none') {
      await page.locator('#rows .cell.name').first().click();
      await picture(page, `look-${name}-panel`);
      found.push(...(await serious()));
    }
    expect([found, width]).toEqual([[], 0]);
    expect(trouble.errors).toEqual([]);
  });

  test('without scripts the worst subjects can be read', async () => {
    context = await browser.newContext({ javaScriptEnabled: false, viewport: WIDE });
    const page = await context.newPage();
    await page.goto(pathToFileURL(path.join(folder, 'few.html')).href);
    expect(await page.locator('noscript table').count()).toBe(1);
    expect(await page.locator('#matrix').isVisible()).toBe(false);
  });
});
