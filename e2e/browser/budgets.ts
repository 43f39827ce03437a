/**
 * What a page may cost on a first visit, before anybody scrolls or clicks. Bytes are brotli, as a static host sends them.
 * docs/performance.md says where the numbers come from; raising one is a decision, not a repair.
 */
const KB = 1024;

export interface Budget {
  readonly totalBytes: number;
  readonly scriptBytes: number;
  /** without React */
  readonly ownScriptBytes: number;
  readonly styleBytes: number;
  readonly htmlBytes: number;
  readonly requests: number;
  readonly nodes: number;
}

const PAGE: Budget = {
  totalBytes: 120 * KB,
  scriptBytes: 100 * KB,
  ownScriptBytes: 40 * KB,
  styleBytes: 12 * KB,
  htmlBytes: 14 * KB,
  requests: 8,
  nodes: 900,
};

/** A page of text alone starts no React and no picture. */
const TEXT: Budget = {
  ...PAGE,
  totalBytes: 40 * KB,
  scriptBytes: 8 * KB,
  ownScriptBytes: 8 * KB,
  requests: 4,
};

export const BUDGETS: Readonly<Record<string, Budget>> = {
  'index.html': PAGE,
  'osi-meets-kubernetes.html': { ...TEXT, htmlBytes: 18 * KB },
  'glossary.html': TEXT,
  'how-do-you-know.html': TEXT,
  // every question in full, for few readers and for the printer
  'teacher.html': { ...TEXT, totalBytes: 80 * KB, htmlBytes: 50 * KB, nodes: 6000 },
  '404.html': TEXT,
};
export const OTHER_PAGES = PAGE;

/** Everything that is kept for reading without a network; stored after the page has come to rest. */
export const OFFLINE_BYTES = 600 * KB;
export const COMMITS_PER_HOP = 2;
