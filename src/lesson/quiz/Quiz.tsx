import { useMachine } from '@xstate/react';
import { useRef, useState } from 'react';
import questions from 'virtual:podpath/quiz';
import { quizMachine } from '../../machines/quiz';
import { progress, recordAnswer } from '../../state/progress';
import { Prose } from '../prose/Prose';
import { Ask } from './Ask';
import { type Grade, grade } from './grade';

/** The quiz at the end: one question at a time, with a word on every wrong answer; answered ones survive a reload. */
export function Quiz() {
  const [stored] = useState(() => progress.getState().answers);
  const known = Object.fromEntries(
    questions
      .filter((question) => question.id in stored)
      .map((question) => [question.id, stored[question.id] ?? false]),
  );
  const [snapshot, send] = useMachine(quizMachine, {
    input: { ids: questions.map((question) => question.id), results: known },
  });
  const [last, setLast] = useState<Grade | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const { ids, at, results } = snapshot.context;
  const question = questions.find((entry) => entry.id === ids[at]);
  const focus = () => requestAnimationFrame(() => heading.current?.focus());
  const next = () => {
    setLast(null);
    send({ type: 'NEXT' });
    focus();
  };
  const right = ids.filter((id) => results[id]).length;
  if (snapshot.matches('finished')) {
    const missed = questions.filter((entry) => ids.includes(entry.id) && !results[entry.id]);
    return (
      <section className="quiz" aria-label="Quiz" id="quiz-box">
        <h3 ref={heading} tabIndex={-1}>
          {right} of {ids.length} right
        </h3>
        {missed.length > 0 ? (
          <>
            <p>Look at these again:</p>
            <ul>
              {missed.map((entry) => (
                <li key={entry.id}>
                  <Prose text={entry.stem.split('\n\n')[0] ?? ''} /> <Prose text={entry.explain} />
                </li>
              ))}
            </ul>
          </>
        ) : (
          <p>
            All of them. Now break something in the pictures above and see whether you would still
            find it.
          </p>
        )}
        <div className="row">
          {missed.length > 0 ? (
            <button
              type="button"
              className="primary"
              onClick={() => {
                send({ type: 'RETRY_MISSED' });
                focus();
              }}
            >
              Try the missed ones again
            </button>
          ) : null}
          <button
            type="button"
            onClick={() => {
              send({ type: 'RETRY_ALL' });
              focus();
            }}
          >
            Start the quiz anew
          </button>
        </div>
      </section>
    );
  }
  if (!question) return null;
  const answered = snapshot.matches('answered');
  return (
    <section className="quiz" aria-label="Quiz" id="quiz-box">
      <progress
        value={at + (answered ? 1 : 0)}
        max={ids.length}
        aria-label={`Question ${at + 1} of ${ids.length}`}
      />
      <h3 ref={heading} tabIndex={-1}>
        Question {at + 1} of {ids.length}
      </h3>
      <Ask
        key={`${question.id}${at}`}
        question={question}
        disabled={answered}
        onAnswer={(answer) => {
          const result = grade(question, answer);
          setLast(result);
          recordAnswer(question.id, result.right);
          send({ type: 'ANSWER', right: result.right });
        }}
      />
      <div role="status">
        {answered && last ? (
          <div className={`feedback ${last.right ? 'right' : ''}`}>
            <p>
              <strong>{last.right ? 'Right.' : 'Not this time.'}</strong>
            </p>
            {last.feedback.map((text) => (
              <p key={text}>
                <Prose text={text} />
              </p>
            ))}
            <p>
              <Prose text={question.explain} />
            </p>
          </div>
        ) : null}
      </div>
      {answered ? (
        <button type="button" className="primary" onClick={next}>
          {at < ids.length - 1 ? 'Next question' : 'See the result'}
        </button>
      ) : null}
    </section>
  );
}
