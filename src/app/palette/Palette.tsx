import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Dialog } from './Dialog';
import { type Found, find } from './find';

/** Search and commands in one box: type, choose with the arrow keys, Enter goes there. */
export function Palette({ onClose }: { readonly onClose: () => void }) {
  const [question, setQuestion] = useState('');
  const [at, setAt] = useState(0);
  const list = useId();
  const listed = useRef<HTMLDivElement>(null);
  const found = find(question);
  useEffect(() => {
    listed.current?.children[at]?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  const choose = (entry: Found | undefined) => {
    if (!entry) return;
    onClose();
    if (entry.run) entry.run();
    else if (entry.href) window.location.assign(entry.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && found.length > 0) {
      event.preventDefault();
      setAt((at + by + found.length) % found.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      choose(found[at]);
    }
  };
  return (
    <Dialog label="Search and commands" className="dialog palette" onClose={onClose}>
      <input
        type="text"
        role="combobox"
        aria-label="Search lesson, glossary, commands and faults"
        aria-expanded={found.length > 0}
        aria-controls={list}
        aria-activedescendant={found[at] ? `${list}-${at}` : undefined}
        aria-autocomplete="list"
        placeholder="Search lesson, glossary, commands, faults …"
        spellCheck={false}
        autoComplete="off"
        value={question}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setQuestion(event.target.value);
          setAt(0);
        }}
      />
      <div id={list} role="listbox" aria-label="Results" ref={listed} tabIndex={-1}>
        {found.map((entry, index) => (
          <button
            key={entry.id}
            id={`${list}-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            onPointerMove={() => setAt(index)}
            onClick={() => choose(entry)}
          >
            <span>{entry.title}</span> <small>{entry.kind}</small>
          </button>
        ))}
      </div>
      <p role="status">
        {found.length === 0
          ? `Nothing here is called “${question}”.`
          : `${found.length} ${found.length === 1 ? 'result' : 'results'}`}
      </p>
    </Dialog>
  );
}
