import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Locator, type Page } from '@playwright/test';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** WCAG 2.2 at level AA, and what axe holds for good practice beyond it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

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
