import { type KeyboardEvent, useMemo, useRef } from 'react';
import type { Problem } from '../../../sim';
import classes from './lab.module.css';

interface Props {
  readonly file: string;
  readonly text: string;
  readonly problems: readonly Problem[];
  readonly isApplied: boolean;
  readonly canUndo: boolean;
  readonly canReset: boolean;
  readonly onEdit: (text: string) => void;
  readonly onApply: () => void;
  readonly onUndo: () => void;
  readonly onReset: () => void;
}

/** The cluster as text. Plain and safe: whatever is pasted stays text. */
export function Editor(props: Props) {
  const { file, text, problems, isApplied, canUndo, canReset } = props;
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLPreElement>(null);
  const wrong = useMemo(() => new Set(problems.map((problem) => problem.line)), [problems]);
  const numbers = useMemo(
    () =>
      Array.from({ length: text.split('\n').length }, (_, index) =>
        wrong.has(index + 1) ? `▸ ${index + 1}` : String(index + 1),
      ).join('\n'),
    [text, wrong],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    props.onApply();
  };
  const goTo = (line: number, column: number) => {
    const element = area.current;
    if (!element) return;
    const lines = text.split('\n');
    const start = lines.slice(0, line - 1).reduce((sum, entry) => sum + entry.length + 1, 0);
    const lineHeight = element.scrollHeight / Math.max(1, lines.length);
    element.focus();
    element.setSelectionRange(start + column - 1, start + (lines[line - 1]?.length ?? 0));
    element.scrollTop = Math.max(0, (line - 4) * lineHeight);
  };
  return (
    <section className={classes.editor} aria-label="Manifest">
      <div className={classes.bar}>
        <span>
          {file}
          <em>{isApplied ? ' running' : ' changed, not applied'}</em>
        </span>
        <button type="button" className="action" onClick={props.onApply} disabled={isApplied}>
          Apply
        </button>
        <button type="button" onClick={props.onUndo} disabled={!canUndo}>
          Undo
        </button>
        <button type="button" onClick={props.onReset} disabled={!canReset}>
          Reset
        </button>
      </div>
      <div className={classes.sheet}>
        <pre aria-hidden="true" ref={gutter}>
          {numbers}
        </pre>
        <textarea
          ref={area}
          aria-label="YAML of the cluster"
          aria-describedby="lab-problems"
          value={text}
          wrap="off"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          onChange={(event) => props.onEdit(event.target.value)}
          onKeyDown={onKeyDown}
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      <Problems problems={problems} onGoTo={goTo} />
    </section>
  );
}

const SHOWN = 8;

function Problems({
  problems,
  onGoTo,
}: {
  readonly problems: readonly Problem[];
  readonly onGoTo: (line: number, column: number) => void;
}) {
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  return (
    <div id="lab-problems" role="status" className={classes.problems}>
      {errors > 0 ? (
        <p>
          <strong>Not applied: {errors === 1 ? 'one problem' : `${errors} problems`}.</strong> The
          last good cluster goes on running.
        </p>
      ) : null}
      {problems.length > 0 ? (
        <ul>
          {problems.slice(0, SHOWN).map((problem, index) => (
            <li key={index} data-severity={problem.severity}>
              <button type="button" onClick={() => onGoTo(problem.line ?? 1, problem.column ?? 1)}>
                {problem.severity === 'error' ? '✕' : '!'} {problem.line ?? 1}:{problem.column ?? 1}
              </button>
              <span>
                {problem.message}. <em>{problem.hint}</em>
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      {problems.length > SHOWN ? <p>… and {problems.length - SHOWN} more.</p> : null}
    </div>
  );
}
