import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, type Page, test } from '@playwright/test';

/**
 * Does what writes a file, and gives its name and its bytes. Firefox reports the download of a `blob:` address without the
 * navigation by which Playwright 1.64 would know it, so there the folder is watched.
 */
export async function savedFile(
  page: Page,
  save: () => Promise<unknown>,
): Promise<{ name: string; bytes: Uint8Array }> {
  const folder = test.info().project.use.launchOptions?.downloadsPath;
  if (!folder) {
    const [download] = await Promise.all([page.waitForEvent('download'), save()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }
  const files = () => readdirSync(folder, { withFileTypes: true }).filter((file) => file.isFile());
  for (const { name } of files()) rmSync(path.join(folder, name));
  await save();
  const whole = () => files().every(({ name }) => !name.endsWith('.part'));
  await expect
    .poll(
      () => whole() && files().map(({ name }) => readFileSync(path.join(folder, name)).length > 0),
    )
    .toEqual([true]);
  const [file] = files();
  if (!file) throw new Error('the file is gone again');
  return { name: file.name, bytes: readFileSync(path.join(folder, file.name)) };
}
