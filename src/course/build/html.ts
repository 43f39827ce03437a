/** The pages of the course as text: one per piece, the builder, and what oEmbed wants to read. */
import type { LessonScenes } from './scenes';

export interface PieceText {
  readonly name: string;
  readonly title: string;
  readonly takeaway: string;
  /** where the model behind it is simpler than the real thing */
  readonly simplified?: string;
}

export const OTHER_PIECES: readonly PieceText[] = [
  {
    name: 'quiz',
    title: 'Kubernetes networking: the quiz',
    takeaway: 'Questions whose keys a simulated cluster computes.',
  },
  {
    name: 'lesson',
    title: 'OSI meets Kubernetes networking',
    takeaway: 'The whole lesson: text, pictures and quiz on one simulated cluster.',
  },
];

export const piecesOf = ({ scenes }: LessonScenes): readonly PieceText[] => [
  ...scenes,
  ...OTHER_PIECES,
];

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** A still of the piece, beside its page. */
export interface PieceStill {
  /** name of the file */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly says: string;
}

interface PageText {
  readonly piece: PieceText;
  /** null where a piece is no picture */
  readonly still: PieceStill | null;
  /** addresses relative to the page */
  readonly module: string;
  readonly classic: string;
  readonly boot: string;
  /** "https://podpath.example/"; without it nothing absolute is written */
  readonly site: string | null;
}

export function pieceHtml({ piece, still, module, classic, boot, site }: PageText): string {
  const title = escapeHtml(`${piece.title} · Podpath`);
  const summary = escapeHtml(piece.takeaway);
  const discovery = site
    ? `
    <link rel="alternate" type="application/json+oembed" href="${escapeHtml(oembedAddress(site, piece.name))}" title="${title}" />
    <meta property="og:url" content="${escapeHtml(embedAddress(site, piece.name))}" />`
    : '';
  return `<!doctype html>
<html lang="en" data-piece="${escapeHtml(piece.name)}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <meta name="description" content="${summary}" />
    <meta property="og:title" content="${title}" />
    <meta property="og:description" content="${summary}" />
    <meta property="og:type" content="website" />${discovery}
    <script src="${boot}" data-module="${module}" data-classic="${classic}" defer></script>
  </head>
  <body>
    <main id="root"></main>
    <noscript>
      <p>Podpath simulates a cluster in this page and needs JavaScript for that.</p>${stillHtml(piece, still)}
    </noscript>
  </body>
</html>
`;
}

/** As wide as the page: no style sheet is there without the script. */
const stillHtml = (piece: PieceText, still: PieceStill | null): string =>
  still
    ? `
      <img src="./${still.file}" alt="${escapeHtml(`${piece.title}. ${still.says}`)}" width="100%" />`
    : '';

export const embedAddress = (site: string, piece: string): string => `${site}embed/${piece}`;
export const oembedAddress = (site: string, piece: string): string => `${site}oembed/${piece}.json`;

const WIDTH = 800;
const HEIGHT = 600;

/** oEmbed 1.0, section 2.3.4.4: type rich; the outermost element of `html` is the frame. A thumbnail has all three fields. */
export function oembedJson(
  site: string,
  piece: PieceText,
  still: PieceStill | null = null,
): string {
  const address = escapeHtml(embedAddress(site, piece.name));
  const html = `<iframe src="${address}" title="${escapeHtml(piece.title)}" width="${WIDTH}" height="${HEIGHT}" loading="lazy" style="border:0;width:100%" allow="clipboard-write; fullscreen" referrerpolicy="strict-origin-when-cross-origin"></iframe>`;
  return `${JSON.stringify(
    {
      version: '1.0',
      type: 'rich',
      title: piece.title,
      provider_name: 'Podpath',
      provider_url: site,
      width: WIDTH,
      height: HEIGHT,
      html,
      ...(still
        ? {
            thumbnail_url: `${site}embed/${still.file}`,
            thumbnail_width: still.width,
            thumbnail_height: still.height,
          }
        : {}),
    },
    null,
    2,
  )}\n`;
}

export function builderHtml(module: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>Put Podpath into your course · Podpath</title>
    <meta name="description" content="Build the snippet for your page, or download a package for your learning platform." />
    <script type="module" src="${module}"></script>
  </head>
  <body>
    <div id="root"></div>
    <noscript>This page builds a snippet while you choose, and needs JavaScript for that.</noscript>
  </body>
</html>
`;
}
