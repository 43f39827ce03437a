import { hash, shuffle } from '../../../quiz';
import { Prose } from '../../prose/Prose';
import classes from '../quiz.module.css';
import own from '../kinds.module.css';
import type { KindProps } from './types';

/** One or several of the choices. */
export function Choices({ question, response, onChange, seed }: KindProps<'single' | 'multiple'>) {
  const chosen = response?.kind === 'choices' ? response.chosen : [];
  const isSingle = question.kind === 'single';
  const pick = (id: string) => {
    const rest = chosen.filter((entry) => entry !== id);
    const next = isSingle ? [id] : chosen.includes(id) ? rest : [...chosen, id].sort();
    onChange(next.length > 0 ? { kind: 'choices', chosen: next } : undefined);
  };
  return (
    <div className={own.choices}>
      {isSingle ? null : <p className={classes.aside}>Choose all that are true.</p>}
      {shuffle(question.choices, hash(question.id) + seed).map((choice) => (
        <label key={choice.id} className={own.choice}>
          <input
            type={isSingle ? 'radio' : 'checkbox'}
            name={question.id}
            checked={chosen.includes(choice.id)}
            onChange={() => pick(choice.id)}
          />
          <span>
            <Prose text={choice.text} />
          </span>
        </label>
      ))}
    </div>
  );
}
