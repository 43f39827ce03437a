import { type FormEvent, useState } from 'react';
import type { OutputLine } from '../sim';
import classes from './panels.module.css';

export interface Entry {
  readonly id: number;
  readonly prompt: string;
  readonly command: string;
  readonly lines: readonly OutputLine[];
}

interface Props {
  readonly prompt: string;
  readonly entries: readonly Entry[];
  readonly onCommand: (command: string) => void;
}

/** A terminal of plain text: selectable, searchable, read by every screen reader. */
export function TerminalView({ prompt, entries, onCommand }: Props) {
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim()) onCommand(text);
    setText('');
  };
  return (
    <div className={classes.terminal}>
      <div role="log" aria-label="Terminal output" tabIndex={0} className={classes.log}>
        {entries.map((entry) => (
          <pre key={entry.id}>
            <b>
              {entry.prompt} {entry.command}
            </b>
            {`\n${entry.lines.map((line) => line.text).join('\n')}`}
          </pre>
        ))}
      </div>
      <form onSubmit={submit}>
        <label>
          {prompt}{' '}
          <input
            value={text}
            onChange={(event) => setText(event.target.value)}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            aria-label={`Command at ${prompt}`}
          />
        </label>
      </form>
    </div>
  );
}
