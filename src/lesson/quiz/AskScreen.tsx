import { type FormEvent, type Ref, useState } from 'react';
import { MOST_HINTS } from '../../machines/quiz';
import { type Bank, grade, type Question, type Response, type Session } from '../../quiz';
import { Answer, isComplete } from './Answer';
import { Exhibits } from './Exhibits';
import { Feedback } from './Feedback';
import classes from './quiz.module.css';
import own from './feedback.module.css';
import { Prose } from '../prose/Prose';
import { Paragraphs } from './Paragraphs';
import type { QuizSitting } from './useQuiz';

interface Props {
  readonly bank: Bank;
  readonly quiz: QuizSitting;
  readonly session: Session;
  readonly question: Question;
  readonly ref: Ref<HTMLHeadingElement>;
}

/** One question: text, output, the answer, hints, and in practice the word about it. */
export function AskScreen({ bank, quiz, session, question, ref }: Props) {
  const { snapshot, send, answer } = quiz;
  const entry = session.entries[session.at];
  const [response, setResponse] = useState<Response | undefined>(entry?.response);
  const isAnswered = snapshot.matches('answered');
  const isAssessment = session.mode === 'assessment';
  const hints = entry?.hints ?? 0;
  const total = session.entries.length;
  const objective = bank.objectives.find(({ id }) => id === question.objective);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (response && isComplete(question, response)) answer(response);
  };
  return (
    <>
      <header className={classes.head}>
        <progress
          value={session.at + (isAnswered ? 1 : 0)}
          max={total}
          aria-label={`Question ${session.at + 1} of ${total}`}
        />
        <h3 ref={ref} tabIndex={-1}>
          Question {session.at + 1} of {total}
        </h3>
        <p className={classes.aside}>{isAssessment ? 'Assessment' : objective?.title}</p>
        <button type="button" className={classes.quiet} onClick={() => send({ type: 'LEAVE' })}>
          Pause
        </button>
      </header>
      <form onSubmit={submit}>
        <fieldset className={classes.fields}>
          <legend className={classes.stem}>
            <Paragraphs text={question.stem} />
          </legend>
          <Exhibits exhibits={question.exhibits} />
          {/* what was printed stays in reach of the keyboard after the answer */}
          <fieldset disabled={isAnswered} role="presentation" className={classes.fields}>
            <Answer
              question={question}
              response={response}
              onChange={setResponse}
              seed={session.seed}
            />
          </fieldset>
        </fieldset>
        {hints > 0 ? (
          <ol className={own.hints} aria-label="Hints">
            {question.hints.slice(0, hints).map((hint) => (
              <li key={hint}>
                <Prose text={hint} />
              </li>
            ))}
          </ol>
        ) : null}
        {isAnswered ? null : (
          <div className={classes.row}>
            <button
              type="submit"
              className={`primary ${classes.primary}`}
              disabled={!isComplete(question, response)}
            >
              Answer
            </button>
            {isAssessment ? (
              <button
                type="button"
                className={classes.button}
                onClick={() => send({ type: 'NEXT' })}
              >
                {entry?.attempts ? 'Keep the answer' : 'Skip for now'}
              </button>
            ) : (
              <button
                type="button"
                className={classes.button}
                disabled={hints >= MOST_HINTS}
                onClick={() => send({ type: 'HINT' })}
              >
                {hints === 0 ? 'A hint' : `Another hint (${hints} of ${MOST_HINTS})`}
              </button>
            )}
            {session.at > 0 ? (
              <button
                type="button"
                className={classes.button}
                onClick={() => send({ type: 'BACK' })}
              >
                Back
              </button>
            ) : null}
          </div>
        )}
      </form>
      <div role="status">
        {isAnswered && entry?.response ? (
          <Feedback question={question} grade={grade(question, entry.response)} />
        ) : null}
      </div>
      {isAnswered ? <Onward quiz={quiz} isLast={session.at >= total - 1} /> : null}
    </>
  );
}

function Onward({ quiz, isLast }: { readonly quiz: QuizSitting; readonly isLast: boolean }) {
  const { snapshot, send } = quiz;
  const canRetry = snapshot.can({ type: 'RETRY' });
  return (
    <div className={classes.row}>
      {canRetry ? (
        <button
          type="button"
          className={`primary ${classes.primary}`}
          onClick={() => send({ type: 'RETRY' })}
        >
          Try again
        </button>
      ) : null}
      <button
        type="button"
        className={canRetry ? classes.button : `primary ${classes.primary}`}
        onClick={() => send({ type: 'NEXT' })}
      >
        {isLast ? 'See the result' : 'Next question'}
      </button>
    </div>
  );
}
