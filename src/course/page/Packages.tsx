import { useState } from 'react';
import type { PieceText } from '../build/html';
import { readPass } from '../link';
import type { Format } from '../package/manifests';
import { isGraded, packageName, packageZip } from '../package/package';
import { scriptOf } from '../package/scripts';
import { Pick } from './Choices';
import { save } from './save';

const FORMATS = [
  ['scorm12', 'SCORM 1.2 (Moodle, Canvas, Open edX, nearly all)'],
  ['scorm2004', 'SCORM 2004, 4th edition'],
  ['cmi5', 'cmi5 (xAPI)'],
] as const;

/** Packages are put together in this page, from one file of this site; no server has a part in it. */
export function Packages({ piece }: { readonly piece: PieceText }) {
  const [format, setFormat] = useState<Format>('scorm12');
  const [passText, setPassText] = useState('0.8');
  const [word, setWord] = useState('');
  const pass = readPass(passText);
  const download = async (): Promise<void> => {
    if (pass === null) return;
    setWord('The package is being put together …');
    try {
      const answer = await fetch(`../${scriptOf(piece.name)}`);
      if (!answer.ok) throw new Error(`the site answered ${answer.status}`);
      const script = new Uint8Array(await answer.arrayBuffer());
      const zip = packageZip({ format, piece, pass, script });
      save(packageName(format, piece.name), zip, 'application/zip');
      setWord(`${packageName(format, piece.name)}, ${Math.round(zip.length / 1024)} KiB.`);
    } catch (error) {
      setWord(
        `It could not be put together: ${error instanceof Error ? error.message : ''}. Try again.`,
      );
    }
  };
  return (
    <section aria-label="Package">
      <h2>Package for a learning platform</h2>
      <p>
        One zip with “{piece.title}” that needs no network. Answers, score and progress go to the
        platform; learners resume where they were.
      </p>
      <div className="controls">
        <Pick label="Format" value={format} options={FORMATS} onPick={setFormat} />
        {isGraded(piece.name) ? (
          <label>
            Pass mark, 0 to 1{' '}
            <input
              type="text"
              inputMode="decimal"
              value={passText}
              aria-invalid={pass === null}
              onChange={(event) => setPassText(event.target.value)}
            />
          </label>
        ) : (
          <span>Not graded: it is completed when it has been used.</span>
        )}
      </div>
      <button type="button" disabled={pass === null} onClick={() => void download()}>
        Download for my LMS
      </button>
      <p role="status">{word}</p>
    </section>
  );
}
