/** Which host stands around this page; asked in the order in which a wrong guess costs least. */
import { readLaunch } from './cmi5/launch';
import type { HostKind } from './host';
import type { EmbedLink } from './link';
import { findApi, type WindowLike } from './scorm/discover';

export interface Surroundings {
  readonly window: WindowLike;
  /** of the page's address */
  readonly query: string;
  readonly wanted: EmbedLink['host'];
}

/**
 * What the link asks for, else cmi5, SCORM 2004, SCORM 1.2, a page around, none. A package asks for its own kind, so that
 * an API that arrives late is waited for.
 */
export function detectHost({ window, query, wanted }: Surroundings): HostKind {
  if (wanted === 'none') return 'standalone';
  if (wanted !== 'auto') return wanted;
  if (readLaunch(query)) return 'cmi5';
  if (findApi(window, 'scorm2004')) return 'scorm2004';
  if (findApi(window, 'scorm12')) return 'scorm12';
  return isFramed(window) ? 'iframe' : 'standalone';
}

function isFramed(window: WindowLike): boolean {
  try {
    return window.parent !== window;
  } catch {
    return true;
  }
}
