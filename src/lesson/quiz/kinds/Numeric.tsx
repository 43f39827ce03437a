import { useState } from 'react';
import classes from '../kinds.module.css';
import type { KindProps } from './types';

/** A number, with its unit beside it. */
export function Numeric({ question, response, onChange }: KindProps<'number'>) {
  const [text, setText] = useState(response?.kind === 'number' ? String(response.value) : '');
  return (
    <label className={classes.numeric}>
      <span>Your answer</span>
      <input
        type="number"
        step="any"
        inputMode="decimal"
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          const value = Number(event.target.value);
          const isNumber = event.target.value.trim() !== '' && Number.isFinite(value);
          onChange(isNumber ? { kind: 'number', value } : undefined);
        }}
      />
      {question.unit ? <span className={classes.unit}>{question.unit}</span> : null}
    </label>
  );
}
