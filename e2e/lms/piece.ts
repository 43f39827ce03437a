import { expect, type FrameLocator, type Locator, type Page } from '@playwright/test';

/** A cluster is built first, which takes its time on a busy machine. */
export const BEGIN_MILLISECONDS = 40_000;

export const sliderIn = (place: Page | FrameLocator): Locator => place.getByRole('slider').first();

/** Moves the picture to a hop by the keyboard; each press is seen before the next one. */
export async function moveTo(place: Page | FrameLocator, hop: number): Promise<void> {
  const slider = sliderIn(place);
  await expect(slider).toBeVisible({ timeout: BEGIN_MILLISECONDS });
  await slider.press('Home');
  for (let step = 1; step <= hop; step += 1) {
    await expect(slider).toHaveAttribute('aria-valuenow', String(step), { timeout: 20_000 });
    if (step < hop) await slider.press('ArrowRight');
  }
}
