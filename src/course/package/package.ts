/** A package for a learning platform out of the one-file build; runs in Node and in the browser alike. */
import { escapeHtml, type PieceText } from '../build/html';
import {
  courseStructure,
  type Format,
  manifest12,
  manifest2004,
  type PackageInfo,
} from './manifests';
import { type Files, zipOf } from './zip';

export interface PackageOptions {
  readonly format: Format;
  readonly piece: PieceText;
  /** 0..1 */
  readonly pass: number;
  /** the classic build: one script with everything in it */
  readonly script: string | Uint8Array;
}

/** The quiz is graded; the lesson is completed when it has been read, a picture when it has been used. */
export const isGraded = (piece: string): boolean => piece === 'quiz';

export const packageName = (format: Format, piece: string): string =>
  `podpath-${piece}-${format}.zip`;

export function packageFiles({ format, piece, pass, script }: PackageOptions): Files {
  const info: PackageInfo = {
    piece: piece.name,
    title: piece.title,
    summary: piece.takeaway,
    pass: isGraded(piece.name) ? pass : null,
    files: ['index.html', 'podpath.js'],
  };
  const content = { 'index.html': indexHtml(piece, format, pass), 'podpath.js': script };
  if (format === 'scorm12') return { ...content, 'imsmanifest.xml': manifest12(info) };
  if (format === 'scorm2004') return { ...content, 'imsmanifest.xml': manifest2004(info) };
  return { ...content, 'cmi5.xml': courseStructure(info) };
}

export const packageZip = (options: PackageOptions): Uint8Array => zipOf(packageFiles(options));

/** No inline script and no module: it also runs in a sandbox without an origin and under the strictest policy. */
function indexHtml(piece: PieceText, format: Format, pass: number): string {
  const title = escapeHtml(piece.title);
  return `<!doctype html>
<html lang="en" data-piece="${escapeHtml(piece.name)}" data-options="host=${format}&amp;chrome=full&amp;pass=${pass}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${title}</title>
    <script src="podpath.js" defer></script>
  </head>
  <body>
    <main id="root"></main>
    <noscript>Podpath simulates a cluster in this page and needs JavaScript for that.</noscript>
  </body>
</html>
`;
}
