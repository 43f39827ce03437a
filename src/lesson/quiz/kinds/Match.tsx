import { useId } from 'react';
import { hash, plain, rightSides, shuffle } from '../../../quiz';
import { Prose } from '../../prose/Prose';
import classes from '../kinds.module.css';
import type { KindProps } from './types';

/** Left sides, each with a list of the right sides to choose from. */
export function Match({ question, response, onChange, seed }: KindProps<'match'>) {
  const base = useId();
  const pairs = response?.kind === 'match' ? response.pairs : {};
  const sides = shuffle(rightSides(question), hash(question.id) + seed);
  const lefts = shuffle(question.pairs, hash(`${question.id} left`) + seed);
  return (
    <div className={classes.match}>
      {lefts.map((pair) => (
        <div key={pair.id}>
          <label htmlFor={`${base}${pair.id}`}>
            <Prose text={pair.left} />
          </label>
          <select
            id={`${base}${pair.id}`}
            value={pairs[pair.id] ?? ''}
            onChange={(event) =>
              onChange({ kind: 'match', pairs: { ...pairs, [pair.id]: event.target.value } })
            }
          >
            <option value="">choose …</option>
            {sides.map((side) => (
              <option key={side.id} value={side.id}>
                {plain(side.text)}
              </option>
            ))}
          </select>
        </div>
      ))}
    </div>
  );
}
