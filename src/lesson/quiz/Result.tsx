import type { Ref } from 'react';
import {
  answerInWords,
  type Bank,
  type Entry,
  grade,
  isPassed,
  keyOf,
  type Question,
  questionAt,
  scaledOf,
  type Session,
  strengths,
} from '../../quiz';
import { Exhibits } from './Exhibits';
import { Why } from './Feedback';
import classes from './quiz.module.css';
import own from './result.module.css';
import { LessonLink } from '../SiteLink';
import { Prose } from '../prose/Prose';
import { Paragraphs } from './Paragraphs';
import type { QuizSitting } from './useQuiz';

interface Props {
  readonly bank: Bank;
  readonly quiz: QuizSitting;
  readonly session: Session;
  readonly ref: Ref<HTMLHeadingElement>;
}

const SOUND = 0.8;
const percent = (value: number): string => `${Math.round(value * 100)} %`;

/** The end of a sitting: the score, the objectives from weakest to strongest, and every answer with its word. */
export function Result({ bank, quiz, session, ref }: Props) {
  const { start, send } = quiz;
  const right = session.entries.filter((entry) => entry.correct).length;
  const missed = session.entries.filter((entry) => !entry.correct).map((entry) => entry.id);
  const isAssessment = session.mode === 'assessment';
  return (
    <>
      <h3 ref={ref} tabIndex={-1}>
        {right} of {session.entries.length} right
      </h3>
      {isAssessment ? (
        <p className={own.verdict} data-right={isPassed(session)}>
          <strong>{isPassed(session) ? 'Passed' : 'Not passed yet'}</strong> with{' '}
          {percent(scaledOf(session))}; {percent(session.passMark)} were needed. Paper{' '}
          {session.seed}.
        </p>
      ) : null}
      <Diagnosis bank={bank} session={session} />
      <h4>Your answers</h4>
      <ol className={own.answers}>
        {session.entries.map((entry, index) => {
          const question = questionAt(bank, session, index);
          return question ? <Reviewed key={entry.id} question={question} entry={entry} /> : null;
        })}
      </ol>
      <div className={classes.row}>
        {missed.length > 0 ? (
          <button
            type="button"
            className={`primary ${classes.primary}`}
            onClick={() => start('practice', session.seed + 1, missed)}
          >
            Practise the missed ones
          </button>
        ) : null}
        {isAssessment ? (
          <button
            type="button"
            className={classes.button}
            onClick={() => start('assessment', session.seed + 1)}
          >
            Take paper {session.seed + 1}
          </button>
        ) : null}
        <button type="button" className={classes.button} onClick={() => send({ type: 'LEAVE' })}>
          Back to the start
        </button>
      </div>
    </>
  );
}

function Diagnosis({ bank, session }: { readonly bank: Bank; readonly session: Session }) {
  const found = strengths(bank, session);
  const weak = found.filter((entry) => entry.scaled < SOUND);
  return (
    <section aria-label="Objectives">
      <h4>{weak.length === 0 ? 'Nothing is weak' : 'Where to go next'}</h4>
      <ul className={own.strengths}>
        {found.map(({ objective, scaled }) => {
          const known = bank.objectives.find(({ id }) => id === objective);
          if (!known) return null;
          return (
            <li key={objective} data-weak={scaled < SOUND}>
              <span className={own.grow}>
                {scaled < SOUND ? (
                  <LessonLink id={known.section}>{known.title}</LessonLink>
                ) : (
                  known.title
                )}
              </span>
              <meter min={0} max={1} low={0.5} high={SOUND} optimum={1} value={scaled}>
                {percent(scaled)}
              </meter>
              <span className={own.figure}>{percent(scaled)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Reviewed({ question, entry }: { readonly question: Question; readonly entry: Entry }) {
  const result = entry.response ? grade(question, entry.response) : null;
  const word = entry.correct ? 'right' : entry.score > 0 ? 'in part' : 'wrong';
  return (
    <li>
      <details>
        <summary>
          <span className={own.mark} data-right={entry.correct}>
            {entry.attempts === 0 ? 'not answered' : word}
          </span>{' '}
          <Prose text={question.stem.split('\n\n')[0] ?? ''} />
        </summary>
        <Paragraphs text={question.stem.split('\n\n').slice(1).join('\n\n')} />
        <Exhibits exhibits={question.exhibits} />
        <p>
          <b>Your answer:</b> <Prose text={answerInWords(question, entry.response)} />
        </p>
        {result?.feedback.map((text) => (
          <p key={text}>
            <Prose text={text} />
          </p>
        ))}
        {entry.correct ? null : (
          <p>
            <b>The answer:</b> <Prose text={answerInWords(question, keyOf(question))} />
          </p>
        )}
        <Why question={question} />
      </details>
    </li>
  );
}
