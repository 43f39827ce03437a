import { useId, useState } from 'react';
import { changeQuiz } from '../../../state/quiz';
import { progress } from '../../../state/progress';
import type { CniName } from '../../../sim';
import classes from '../quiz.module.css';
import kinds from '../kinds.module.css';
import exhibits from '../exhibits.module.css';
import { type RepairRun, runRepair } from '../run-repair';
import type { KindProps } from './types';

/** A manifest to edit, and the request that must work; the simulator is the judge. */
export function Repair({ question, response, onChange }: KindProps<'repair'>) {
  const id = useId();
  const draft = progress.getState().quiz.drafts[question.id];
  const [text, setText] = useState(
    draft ?? (response?.kind === 'repair' ? response.text : question.manifest),
  );
  const [last, setLast] = useState<RepairRun | null>(null);
  const edit = (next: string) => {
    setText(next);
    setLast(null);
    onChange(undefined);
    const { drafts } = progress.getState().quiz;
    changeQuiz({ drafts: { ...drafts, [question.id]: next } });
  };
  const send = () => {
    const result = runRepair(text, question.rest, question.check, {
      cni: question.cni as CniName,
    });
    setLast(result);
    onChange({ kind: 'repair', text, works: result.works });
  };
  return (
    <div className={kinds.repair}>
      <label htmlFor={id}>The manifest</label>
      <textarea
        id={id}
        value={text}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="off"
        rows={Math.min(24, question.manifest.split('\n').length + 1)}
        onChange={(event) => edit(event.target.value)}
      />
      <div className={classes.row}>
        <button type="button" className={classes.button} onClick={send}>
          Apply it and run the request
        </button>
        <button
          type="button"
          className={classes.button}
          disabled={text === question.manifest}
          onClick={() => edit(question.manifest)}
        >
          Start from the broken one
        </button>
      </div>
      <div role="status">
        {last ? (
          <figure className={exhibits.exhibit} aria-label="What the request printed">
            <figcaption>{question.check.at}</figcaption>
            <pre tabIndex={0}>
              {last.isReadable ? (
                <b>$ {question.check.run}</b>
              ) : (
                <b>The manifest was not applied</b>
              )}
              {'\n'}
              {last.output}
            </pre>
          </figure>
        ) : null}
      </div>
    </div>
  );
}
