import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Locator, type Page } from '@playwright/test';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** WCAG 2.2 at level AA, and what axe holds for good practice beyond it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A policy that switches the scripts of a page off. Not every protocol can, and `<noscript>` counts either way. */
export const NO_SCRIPTS = 'sandbox allow-same-origin';

/** What the page itself knows: a test that asks for no scripts and has some is told so. */
export const hasNoScripts = (page: Page): Promise<boolean> =>
  page.evaluate(() => matchMedia('(scripting: none)').matches);

/** The page as its style sheets want it on paper. Where a protocol cannot ask for that, their rules are turned round. */
export async function asOnPaper(page: Page): Promise<void> {
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => {
    if (matchMedia('print').matches) return;
    const turned = (media: string) =>
      // No device of today is a teletype.
      media.replaceAll(/\bscreen\b/g, 'tty').replaceAll(/\bprint\b/g, 'all');
    const turn = (holder: CSSStyleSheet | CSSGroupingRule) => {
      if (holder instanceof CSSStyleSheet || holder instanceof CSSMediaRule)
        holder.media.mediaText = turned(holder.media.mediaText);
      for (const rule of holder.cssRules) if (rule instanceof CSSGroupingRule) turn(rule);
    };
    for (const sheet of document.styleSheets) turn(sheet);
  });
}

interface Axe {
  run(
    context: Element,
    options: { runOnly: readonly string[] },
  ): Promise<{
    violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
  }>;
}

/** Opens the lesson and waits until its text is there. */
export async function openLesson(page: Page, query = ''): Promise<void> {
  await page.goto(`/osi-meets-kubernetes.html${query}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}

/** Brings a picture near, so that it starts, and gives it back. */
export async function scene(page: Page, name: string) {
  const region = page.getByRole('region', { name, exact: true });
  await region.scrollIntoViewIfNeeded();
  await expect(region.getByText('The cluster is starting')).toHaveCount(0);
  await expect(region.getByText('The picture starts when')).toHaveCount(0);
  return region;
}

/** Violations of axe's rules in the page or in a part of it, readable: rule, elements, and what to do. */
export async function axeViolations(
  page: Page,
  within: string | Locator = 'html',
): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource);
  const part = typeof within === 'string' ? page.locator(within) : within;
  return part.evaluate(async (element, runOnly) => {
    const { axe } = window as unknown as { axe: Axe };
    const { violations } = await axe.run(element, { runOnly });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
  }, RULES);
}

/** Replaces what stands in a field, as typing does in every engine: `fill` sets a value that React takes for its own. */
export async function typeOver(field: Locator, text: string): Promise<void> {
  await field.focus();
  await field.selectText();
  const isTyped = await field.evaluate(
    (_field, typed) => document.execCommand('insertText', false, typed),
    text,
  );
  expect(isTyped).toBe(true);
}
