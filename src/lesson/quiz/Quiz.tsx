import bank from 'virtual:podpath/quiz';
import classes from './quiz.module.css';
import { QuizBox } from './QuizBox';

/** The quiz at the end of the lesson, with its whole bank: an island, loaded when the reader comes near. */
export function Quiz() {
  return (
    <section className={`quiz ${classes.box}`} aria-label="Quiz" id="quiz-box">
      <QuizBox bank={bank} />
    </section>
  );
}
