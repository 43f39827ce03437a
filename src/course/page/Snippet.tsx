import { useState } from 'react';
import { LONGEST_STATE } from '../link';
import { addressOf, type SnippetOptions, snippetOf } from './snippets';

/** The text to paste, with the bare address for tools that make a frame of it. */
export function Snippet({ options }: { readonly options: SnippetOptions }) {
  const address = addressOf(options);
  return (
    <section aria-label="Snippet">
      <h2>Snippet</h2>
      <Copyable label="HTML to paste" text={snippetOf(options)} />
      <Copyable label="Address, for tools that take one (Notion, GitBook)" text={address} />
      {address.length > LONGEST_STATE ? (
        <p role="alert">
          This address has {address.length} characters; many editors cut it. Begin at a simpler
          position.
        </p>
      ) : null}
    </section>
  );
}

export function Copyable({ label, text }: { readonly label: string; readonly text: string }) {
  const [word, setWord] = useState('Copy');
  const copy = (): void => {
    const said = (next: string) => () => setWord(next);
    if (navigator.clipboard)
      navigator.clipboard.writeText(text).then(said('Copied'), said('Select it and copy'));
    else setWord('Select it and copy');
  };
  return (
    <div className="copyable">
      <label>
        {label}
        <textarea readOnly value={text} rows={Math.min(12, text.split('\n').length + 1)} />
      </label>
      <button type="button" onClick={copy}>
        {word}
      </button>
    </div>
  );
}
