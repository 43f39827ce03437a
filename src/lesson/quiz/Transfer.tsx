import { type ChangeEvent, useId, useState } from 'react';
import { exportProgress, importProgress } from '../../state/transfer';
import { type Progress, progress } from '../../state/progress';
import classes from './quiz.module.css';
import own from './start.module.css';

/** Takes the progress along as a file, and brings it back. A bad file changes nothing, and a good one can be undone. */
export function Transfer() {
  const id = useId();
  const [message, setMessage] = useState<string | null>(null);
  const [before, setBefore] = useState<Partial<Progress> | null>(null);
  const save = () => {
    const blob = new Blob([exportProgress(progress.getState())], { type: 'application/json' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = 'podpath-progress.json';
    link.click();
    URL.revokeObjectURL(link.href);
    setMessage('Saved as podpath-progress.json.');
  };
  const load = async (event: ChangeEvent<HTMLInputElement>) => {
    const input = event.target;
    const file = input.files?.[0];
    if (!file) return;
    const read = importProgress(file.name, await file.text());
    input.value = '';
    if (!read.ok) {
      setMessage(read.error);
      return;
    }
    const { answers, visited, quiz } = progress.getState();
    setBefore({ answers, visited, quiz });
    progress.setState({
      answers: read.value.answers,
      visited: read.value.visited,
      quiz: read.value.quiz,
    });
    setMessage(`Your progress now comes from ${file.name}.`);
  };
  const undo = () => {
    if (before) progress.setState(before);
    setBefore(null);
    setMessage('Everything is as it was before.');
  };
  return (
    <details className={own.transfer}>
      <summary>Take your progress along</summary>
      <p>Everything is kept in this browser only. A file carries it to another one.</p>
      <div className={classes.row}>
        <button type="button" className={classes.button} onClick={save}>
          Save as a file
        </button>
        <label className={own.file} htmlFor={id}>
          Load a file
          <input id={id} type="file" accept="application/json,.json" onChange={load} />
        </label>
        {before ? (
          <button type="button" className={classes.button} onClick={undo}>
            Undo
          </button>
        ) : null}
      </div>
      <p role="status">{message}</p>
    </details>
  );
}
