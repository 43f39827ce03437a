import { type Ref, useContext, useId, useState } from 'react';
import { useStore } from 'zustand';
import { answeredCount, type Bank } from '../../quiz';
import { progress } from '../../state/progress';
import { PageLink } from '../SiteLink';
import { SurroundingsContext } from '../surroundings';
import classes from './quiz.module.css';
import own from './start.module.css';
import { dueIds, nextDue } from './review-plan';
import { Transfer } from './Transfer';
import type { QuizSitting } from './useQuiz';

interface Props {
  readonly bank: Bank;
  readonly quiz: QuizSitting;
  readonly ref: Ref<HTMLHeadingElement>;
}

const LARGEST_SEED = 9999;
const percent = (value: number): string => `${Math.round(value * 100)} %`;

/** Chooses how to go about it: practice, assessment, or the missed ones that are due. */
export function StartScreen({ bank, quiz, ref }: Props) {
  const { send, session, start } = quiz;
  const { pages, passMark } = useContext(SurroundingsContext);
  const { cards, results } = useStore(progress, (state) => state.quiz);
  const [now] = useState(() => Date.now());
  const [seed, setSeed] = useState(() => freshSeed());
  const field = useId();
  const due = dueIds(cards, now).filter((id) =>
    bank.entries.some((entry) => entry.question.id === id),
  );
  const isOpen = session !== null && !session.finished && session.entries.length > 0;
  return (
    <>
      <h3 ref={ref} tabIndex={-1}>
        How do you want to go about it?
      </h3>
      {isOpen ? (
        <div className={own.resume}>
          <p>
            You were at question {session.at + 1} of {session.entries.length},{' '}
            {answeredCount(session)} answered.
          </p>
          <button
            type="button"
            className={`primary ${classes.primary}`}
            onClick={() => send({ type: 'RESUME' })}
          >
            Go on
          </button>
        </div>
      ) : null}
      <div className={own.cards}>
        <section aria-label="Practice" className={own.card}>
          <h4>Practice</h4>
          <p>
            All {bank.entries.length} questions, with a word on every answer, hints in three steps
            and as many tries as you like.
          </p>
          <button
            type="button"
            className={`primary ${classes.primary}`}
            onClick={() => start('practice', freshSeed())}
          >
            Practise
          </button>
        </section>
        <section aria-label="Assessment" className={own.card}>
          <h4>Assessment</h4>
          <p>
            {bank.objectives.length} questions, one for every objective. Feedback comes at the end;{' '}
            {percent(passMark)} are needed to pass.
          </p>
          <p className={own.seed}>
            <label htmlFor={field}>Number of the paper</label>
            <input
              id={field}
              type="number"
              min={1}
              max={LARGEST_SEED}
              value={seed}
              onChange={(event) => setSeed(Number(event.target.value))}
            />
          </p>
          <p className={classes.aside}>The same number gives everybody the same paper.</p>
          <button
            type="button"
            className={`primary ${classes.primary}`}
            disabled={!Number.isInteger(seed) || seed < 1 || seed > LARGEST_SEED}
            onClick={() => start('assessment', seed)}
          >
            Begin
          </button>
        </section>
        <section aria-label="Review" className={own.card}>
          <h4>Review</h4>
          <p>{reviewLine(due.length, nextDue(cards, now), now)}</p>
          <button
            type="button"
            className={`primary ${classes.primary}`}
            disabled={due.length === 0}
            onClick={() => start('review', freshSeed(), due)}
          >
            Review {due.length > 0 ? due.length : ''}
          </button>
        </section>
      </div>
      {results.length > 0 ? (
        <p className={classes.aside}>
          Your assessments:{' '}
          {results
            .slice(-5)
            .map((result) => percent(result.scaled))
            .join(', ')}
          .
        </p>
      ) : null}
      <Transfer />
      {pages === null ? null : (
        <p className={classes.aside}>
          For teachers: <PageLink to="teacher.html">every question with its key</PageLink>
        </p>
      )}
    </>
  );
}

/** New addresses and another draw each time; the number is shown, so a draw can be repeated. */
const freshSeed = (): number => {
  const [word = 1] = crypto.getRandomValues(new Uint16Array(1));
  return (word % LARGEST_SEED) + 1;
};

const DAY = 86_400_000;

function reviewLine(due: number, next: number | undefined, now: number): string {
  if (due > 0)
    return `${due} question${due > 1 ? 's' : ''} that you missed ${due > 1 ? 'are' : 'is'} due to be seen again.`;
  if (next === undefined) return 'Questions that you miss come back here, at growing intervals.';
  const days = Math.ceil((next - now) / DAY);
  return `Nothing is due. The next one comes back in ${days} day${days > 1 ? 's' : ''}.`;
}
