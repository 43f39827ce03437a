import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { OutputLine } from '../../../sim';
import classes from './lab.module.css';

export interface Entry {
  readonly id: number;
  readonly at: string;
  readonly command: string;
  readonly lines: readonly OutputLine[];
  readonly exitCode: number;
}

interface Props {
  readonly at: string;
  readonly places: readonly string[];
  readonly entries: readonly Entry[];
  readonly draft: string;
  readonly onDraft: (text: string) => void;
  readonly onAt: (place: string) => void;
  readonly onRun: (command: string) => void;
  readonly onClear: () => void;
}

/** A terminal of plain text: what is printed can be selected, searched, copied and read aloud. */
export function Terminal(props: Props) {
  const { at, places, entries, draft, onDraft } = props;
  const log = useRef<HTMLDivElement>(null);
  const [recalled, setRecalled] = useState<number | null>(null);
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [entries.length]);
  const commands = entries.map((entry) => entry.command);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setRecalled(null);
    if (draft.trim() !== '') props.onRun(draft.trim());
  };
  const recall = (event: KeyboardEvent) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (step === undefined || commands.length === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(commands.length, (recalled ?? commands.length) + step));
    setRecalled(next);
    onDraft(commands[next] ?? '');
  };
  return (
    <section className={classes.terminal} aria-label="Terminal">
      <div className={classes.bar}>
        <label>
          at{' '}
          <select value={at} onChange={(event) => props.onAt(event.target.value)}>
            {places.map((place) => (
              <option key={place}>{place}</option>
            ))}
          </select>
        </label>
        <button type="button" onClick={props.onClear} disabled={entries.length === 0}>
          Clear
        </button>
      </div>
      <div role="log" aria-label="Terminal output" tabIndex={0} ref={log} className={classes.log}>
        {entries.length === 0 ? (
          <p>
            Any command of the lesson works here, and <kbd>help</kbd> lists what is modelled. The
            arrow keys bring back what you typed.
          </p>
        ) : null}
        {entries.map((entry) => (
          <Printed key={entry.id} entry={entry} />
        ))}
      </div>
      <form onSubmit={submit}>
        <label className={classes.prompt}>
          <span>{at} $</span>
          <input
            value={draft}
            aria-label={`Command at ${at}`}
            spellCheck={false}
            autoCapitalize="off"
            autoComplete="off"
            onChange={(event) => onDraft(event.target.value)}
            onKeyDown={recall}
          />
        </label>
        <button type="submit" className="action">
          Run
        </button>
      </form>
    </section>
  );
}

function Printed({ entry }: { readonly entry: Entry }) {
  const [isCopied, setCopied] = useState(false);
  const output = entry.lines.map((line) => line.text).join('\n');
  const copy = () => {
    navigator.clipboard?.writeText(`${entry.command}\n${output}\n`).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <div className={classes.printed}>
      <button type="button" onClick={copy} aria-label={`Copy ${entry.command} and its output`}>
        {isCopied ? 'copied' : 'copy'}
      </button>
      <pre tabIndex={0}>
        <b>
          {entry.at} $ {entry.command}
        </b>
        {entry.lines.map((line, index) => (
          <span key={index} data-stream={line.stream}>{`\n${line.text}`}</span>
        ))}
      </pre>
      {entry.exitCode === 0 ? null : <p>exit code {entry.exitCode}</p>}
    </div>
  );
}
