/** The text that an author pastes: frame, frame with loader, element. */
import { escapeHtml, type PieceText } from '../build/html';
import { type EmbedLink, printLink } from '../link';

export interface SnippetOptions {
  /** "https://podpath.example/" */
  readonly site: string;
  readonly piece: PieceText;
  readonly link: EmbedLink;
  readonly heightPixels: number;
  /** no script on the page: fixed height, progress stays with the frame */
  readonly kind: 'frame' | 'loader' | 'element';
  /** the frame gets no origin: nothing it runs can reach the page or its storage */
  readonly isOpaque: boolean;
  /** where the page keeps progress; empty: nowhere */
  readonly saveAs: string;
}

export const addressOf = ({ site, piece, link }: SnippetOptions): string =>
  `${site}embed/${piece.name}${printLink(link)}`;

/** Both tokens together would let content of the page's own origin take off its sandbox; another site's cannot. */
const sandboxOf = (isOpaque: boolean): string =>
  isOpaque
    ? 'allow-scripts allow-popups allow-forms'
    : 'allow-scripts allow-same-origin allow-popups allow-forms';

export function snippetOf(options: SnippetOptions): string {
  if (options.kind === 'element') return elementSnippet(options);
  const { site, piece, heightPixels, kind, isOpaque, saveAs } = options;
  const attributes = [
    `src="${escapeHtml(addressOf(options))}"`,
    `title="${escapeHtml(piece.title)}"`,
    `style="width:100%;height:${heightPixels}px;border:0"`,
    'loading="lazy"',
    'allow="clipboard-write; fullscreen"',
    'referrerpolicy="strict-origin-when-cross-origin"',
    `sandbox="${sandboxOf(isOpaque)}"`,
    ...(kind === 'loader' ? ['data-podpath'] : []),
    ...(kind === 'loader' && saveAs !== '' ? [`data-podpath-save="${escapeHtml(saveAs)}"`] : []),
  ];
  const frame = `<iframe ${attributes.join('\n  ')}></iframe>`;
  return kind === 'loader'
    ? `${frame}\n<script src="${escapeHtml(site)}embed.js" async></script>`
    : frame;
}

function elementSnippet({ site, piece, link }: SnippetOptions): string {
  const query = new URLSearchParams(printLink(link));
  const attributes = [`piece="${piece.name}"`];
  for (const [name, value] of query) {
    if (name !== 'v' && name !== 'host' && name !== 'keys')
      attributes.push(`${name}="${escapeHtml(value)}"`);
  }
  return `<script type="module" src="${escapeHtml(site)}podpath-widget.js"></script>\n<podpath-widget ${attributes.join(' ')}></podpath-widget>`;
}
