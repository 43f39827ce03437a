/** A page of the tests with one embedded piece in it, in a frame named `#piece`. */
import type { Frame, FrameLocator, Page } from '@playwright/test';
import type { Hosts } from './hosts';

export const PIECE = 'clusterip-trace';

/** The piece on another site than that of the page. */
export const embedAddress = (hosts: Hosts, query = ''): string =>
  hosts.other(`/plain/embed/${PIECE}${query}`);

export const loaderTag = (hosts: Hosts): string =>
  `<script src="${hosts.other('/plain/embed.js')}"></script>`;

export const pieceIn = (page: Page): FrameLocator => page.frameLocator('#piece');

/** What only code inside the frame can see. */
export async function frameOf(page: Page): Promise<Frame> {
  const frame = await (await page.locator('#piece').elementHandle())?.contentFrame();
  if (!frame) throw new Error('the page has no frame');
  return frame;
}
