import { useId } from 'react';
import { hash, type PacketField, shuffle } from '../../../quiz';
import { Prose } from '../../prose/Prose';
import classes from '../kinds.module.css';
import type { KindProps } from './types';

/** Fields of a header, each to be filled in: from a list where the question offers one, else typed. */
export function Packet({ question, response, onChange, seed }: KindProps<'predict'>) {
  const base = useId();
  const values = response?.kind === 'fields' ? response.values : {};
  const set = (id: string, value: string) =>
    onChange({ kind: 'fields', values: { ...values, [id]: value } });
  return (
    <div className={classes.packet}>
      {question.fields.map((field) => (
        <div key={field.id}>
          <label htmlFor={`${base}${field.id}`}>
            <Prose text={field.label} />
          </label>
          {field.wrong.length > 0 ? (
            <select
              id={`${base}${field.id}`}
              value={values[field.id] ?? ''}
              onChange={(event) => set(field.id, event.target.value)}
            >
              <option value="">?</option>
              {options(field, question.id, seed).map((value) => (
                <option key={value}>{value}</option>
              ))}
            </select>
          ) : (
            <input
              id={`${base}${field.id}`}
              type="text"
              autoComplete="off"
              spellCheck={false}
              maxLength={40}
              value={values[field.id] ?? ''}
              onChange={(event) => set(field.id, event.target.value)}
            />
          )}
        </div>
      ))}
    </div>
  );
}

const options = (field: PacketField, id: string, seed: number): readonly string[] =>
  shuffle([field.answer, ...field.wrong.map((entry) => entry.value)], hash(id + field.id) + seed);
