import { useState } from 'react';
import { allPieces, pieceInfo } from '../embed/pieces';
import { DEFAULT_LINK, type EmbedLink } from '../link';
import { Choices } from './Choices';
import { Packages } from './Packages';
import { Preview } from './Preview';
import { Questions } from './Questions';
import { Snippet } from './Snippet';
import { addressOf, type SnippetOptions } from './snippets';

const siteOf = (): string => new URL('..', window.location.href).href;

/** The page for authors: choose a piece, see it live, take the snippet, the package or the questions. */
export function EmbedThis() {
  const [link, setLink] = useState<EmbedLink>({
    ...DEFAULT_LINK,
    piece: allPieces[0]?.name ?? 'quiz',
  });
  const [look, setLook] = useState<
    Pick<SnippetOptions, 'kind' | 'isOpaque' | 'saveAs' | 'heightPixels'>
  >({
    kind: 'frame',
    isOpaque: false,
    saveAs: '',
    heightPixels: 600,
  });
  const options: SnippetOptions = { site: siteOf(), piece: pieceInfo(link.piece), link, ...look };
  return (
    <main className="builder course-piece">
      <h1>Put Podpath into your course</h1>
      <p>
        Choose a piece and how it looks. The preview is what your learners get. Nothing is sent to
        us: progress goes to the page or the learning platform that holds the piece.
      </p>
      <Choices link={link} look={look} onLink={setLink} onLook={setLook} />
      <Preview
        address={addressOf({ ...options, site: '../' })}
        title={options.piece.title}
        heightPixels={look.heightPixels}
        piece={link.piece}
        onPosition={(state) => setLink({ ...link, state })}
      />
      <Snippet options={options} />
      <Packages piece={options.piece} />
      <Questions />
    </main>
  );
}
