import type { Ref } from 'react';
import { answeredCount, type Bank, plain, questionAt, type Session } from '../../quiz';
import classes from './quiz.module.css';
import own from './result.module.css';
import type { QuizSitting } from './useQuiz';

interface Props {
  readonly bank: Bank;
  readonly quiz: QuizSitting;
  readonly session: Session;
  readonly ref: Ref<HTMLHeadingElement>;
}

/** Before an assessment is handed in: what is answered, what is not, and the way back to each. */
export function HandIn({ bank, quiz, session, ref }: Props) {
  const { send } = quiz;
  const open = session.entries.length - answeredCount(session);
  return (
    <>
      <h3 ref={ref} tabIndex={-1}>
        Ready to hand in?
      </h3>
      <p>
        {open === 0
          ? 'Every question has an answer. You can still change any of them.'
          : `${open} of ${session.entries.length} questions have no answer yet; they would count nothing.`}
      </p>
      <ol className={own.overview}>
        {session.entries.map((entry, index) => (
          <li key={entry.id}>
            <button
              type="button"
              className={classes.quiet}
              onClick={() => send({ type: 'GOTO', index })}
            >
              {plain(questionAt(bank, session, index)?.stem.split('\n\n')[0] ?? entry.id)}
            </button>
            <span className={classes.aside}>{entry.attempts > 0 ? 'answered' : 'open'}</span>
          </li>
        ))}
      </ol>
      <div className={classes.row}>
        <button
          type="button"
          className={`primary ${classes.primary}`}
          onClick={() => send({ type: 'HAND_IN' })}
        >
          Hand in
        </button>
        <button type="button" className={classes.button} onClick={() => send({ type: 'BACK' })}>
          Back to the questions
        </button>
      </div>
    </>
  );
}
