import classes from '../kinds.module.css';
import type { KindProps } from './types';

/** Output of a tool in which one line is the answer. */
export function Lines({ question, response, onChange }: KindProps<'line'>) {
  const chosen = response?.kind === 'choices' ? response.chosen[0] : undefined;
  return (
    <div className={classes.lines}>
      {question.choices.map((choice) => (
        <label key={choice.id}>
          <input
            type="radio"
            name={question.id}
            checked={chosen === choice.id}
            onChange={() => onChange({ kind: 'choices', chosen: [choice.id] })}
          />
          <code>{choice.text}</code>
        </label>
      ))}
    </div>
  );
}
