import bank from 'virtual:podpath/quiz';
import { answerInWords, type Choice, keyOf, type Question, rightSides } from '../../quiz';
import { Prose } from '../prose/Prose';
import { Exhibits } from './Exhibits';
import classes from './quiz.module.css';
import own from './exhibits.module.css';
import { Paragraphs } from './Paragraphs';

const LESSON = './osi-meets-kubernetes.html';

/** Every question with its key, its objective and its feedback, to read and to print. Rendered at build, without script. */
export function TeacherPage() {
  const count = bank.entries.length;
  return (
    <div className={own.teacher}>
      <h1>For teachers: every question with its key</h1>
      <p>
        {count} questions on {bank.objectives.length} objectives. Most are asked about four clusters
        with other addresses, ports and places; here stands the lesson’s own. The build has checked
        every key against the simulator in each of them. An assessment draws one question of every
        objective; the number of the paper repeats the draw.
      </p>
      <nav aria-label="Objectives">
        <ol>
          {bank.objectives.map(({ id, title }) => (
            <li key={id}>
              <a href={`#${id}`}>{title}</a>
            </li>
          ))}
        </ol>
      </nav>
      {bank.objectives.map(({ id, title, section }) => (
        <section key={id} id={id} aria-label={title}>
          <h2>{title}</h2>
          <p className={classes.aside}>
            Taught in <a href={`${LESSON}#${section}`}>the lesson</a>.
          </p>
          {bank.entries
            .filter(({ question }) => question.objective === id)
            .map(({ question, variants }) => (
              <Sheet key={question.id} question={question} clusters={variants.length + 1} />
            ))}
        </section>
      ))}
    </div>
  );
}

function Sheet({ question, clusters }: { readonly question: Question; readonly clusters: number }) {
  return (
    <article className={own.sheet} id={`q-${question.id}`}>
      <h3>
        <code>{question.id}</code>
      </h3>
      <p className={classes.aside}>
        {question.depth}, {question.kind}
        {clusters > 1 ? `, in ${clusters} clusters` : ''}
      </p>
      <Paragraphs text={question.stem} />
      <Exhibits exhibits={question.exhibits} />
      <Body question={question} />
      <p>
        <b>Why:</b> <Prose text={question.explain} />
      </p>
      <p className={classes.aside}>Hints:</p>
      <ol>
        {question.hints.map((hint) => (
          <li key={hint}>
            <Prose text={hint} />
          </li>
        ))}
      </ol>
    </article>
  );
}

function Body({ question }: { readonly question: Question }) {
  switch (question.kind) {
    case 'single':
    case 'multiple':
    case 'place':
    case 'line':
      return <Listed choices={question.choices} />;
    case 'order':
      return (
        <ol>
          {question.items.map((item) => (
            <li key={item.id}>
              <Prose text={item.text} /> <Prose text={item.why} />
            </li>
          ))}
        </ol>
      );
    case 'match':
      return (
        <ul>
          {question.pairs.map((pair) => (
            <li key={pair.id}>
              <Prose text={pair.left} /> → <b>{pair.right}</b>. <Prose text={pair.why} />
            </li>
          ))}
          {rightSides(question)
            .slice(question.pairs.length)
            .map((side) => (
              <li key={side.id}>
                belongs to nothing: <Prose text={side.text} />
              </li>
            ))}
        </ul>
      );
    case 'number':
      return (
        <>
          <p>
            <b>
              {answerInWords(question, keyOf(question))}
              {question.tolerance > 0 ? ` (± ${question.tolerance})` : ''}
            </b>
          </p>
          <Wrong values={question.wrong} />
        </>
      );
    case 'predict':
      return (
        <>
          {question.fields.map((field) => (
            <div key={field.id}>
              <p>
                <Prose text={field.label} />: <b>{field.answer}</b>. <Prose text={field.why} />
              </p>
              <Wrong values={field.wrong} />
            </div>
          ))}
        </>
      );
    case 'repair':
      return (
        <>
          <pre tabIndex={0}>{question.manifest}</pre>
          <p>
            <b>Must work:</b> <code>{question.check.run}</code> in {question.check.at}. Mended:
          </p>
          <pre tabIndex={0}>{question.solution}</pre>
          <Wrong
            values={question.wrong.map(({ why }, index) => ({ value: `Fix ${index + 1}`, why }))}
          />
        </>
      );
  }
}

function Listed({ choices }: { readonly choices: readonly Choice[] }) {
  return (
    <ul>
      {choices.map((choice) => (
        <li key={choice.id}>
          {choice.correct ? (
            <b>
              ✓ <Prose text={choice.text} />
            </b>
          ) : (
            <>
              ✗ <Prose text={choice.text} />. <Prose text={choice.why} />
            </>
          )}
        </li>
      ))}
    </ul>
  );
}

function Wrong({
  values,
}: {
  readonly values: readonly { readonly value: string; readonly why: string }[];
}) {
  if (values.length === 0) return null;
  return (
    <ul>
      {values.map(({ value, why }) => (
        <li key={value}>
          ✗ {value}: <Prose text={why} />
        </li>
      ))}
    </ul>
  );
}
