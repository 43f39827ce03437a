import { answerInWords, type Grade, keyOf, type Look, type Question } from '../../quiz';
import classes from './feedback.module.css';
import { LessonLink } from '../SiteLink';
import { Prose } from '../prose/Prose';

interface Props {
  readonly question: Question;
  readonly grade: Grade;
}

/** The word about an answer. The right one stays folded away while there is another try. */
export function Feedback({ question, grade }: Props) {
  return (
    <div className={classes.feedback} data-right={grade.correct}>
      <p>
        <strong>{grade.correct ? 'Right.' : 'Not this time.'}</strong>
      </p>
      {grade.feedback.map((text) => (
        <p key={text}>
          <Prose text={text} />
        </p>
      ))}
      {grade.correct ? (
        <Why question={question} />
      ) : (
        <details>
          <summary>Show the answer</summary>
          <p>
            <Prose text={answerInWords(question, keyOf(question))} />
          </p>
          <Why question={question} />
        </details>
      )}
    </div>
  );
}

/** The picture at the very hop. */
const lookQuery = ({ scene, state }: Look): string => (state ? `?${scene}=${state}` : '');

/** Why the right answer is right, and the picture that shows it. */
export function Why({ question }: { readonly question: Question }) {
  return (
    <>
      <p>
        <Prose text={question.explain} />
      </p>
      <p>
        See it:{' '}
        <LessonLink query={lookQuery(question.see)} id={`scene-${question.see.scene}`}>
          {question.see.text}
        </LessonLink>
      </p>
    </>
  );
}
