import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Locator, type Page } from '@playwright/test';

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

interface Axe {
  run(context?: string): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }>;
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

/** Violations of axe's rules, readable: rule and elements. */
export async function axeViolations(page: Page, within?: string): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(
    (context) => (window as unknown as { axe: Axe }).axe.run(context),
    within ?? 'html',
  );
  return violations.map(
    (violation) =>
      `${violation.id}: ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`,
  );
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
