import { useEffect, useRef, useState } from 'react';
import { disordered, hash } from '../../../quiz';
import { Prose } from '../../prose/Prose';
import classes from '../quiz.module.css';
import own from '../kinds.module.css';
import type { KindProps } from './types';

/** Items to bring into their order, with buttons; the arrow keys do the same on a focused button. */
export function Order({ question, response, onChange, seed }: KindProps<'order'>) {
  const initial = disordered(question.items, hash(question.id) + seed).map((item) => item.id);
  const order = response?.kind === 'order' ? response.order : initial;
  const list = useRef<HTMLOListElement>(null);
  const focus = useRef<string | null>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (response === undefined) onChange({ kind: 'order', order: initial });
  });
  useEffect(() => {
    if (!focus.current) return;
    const row = list.current?.querySelector(`[data-item="${focus.current.slice(2)}"]`);
    const wanted = focus.current.startsWith('up') ? 0 : 1;
    const buttons = row?.querySelectorAll('button');
    const button = buttons?.[wanted];
    (button?.disabled ? buttons?.[1 - wanted] : button)?.focus();
    focus.current = null;
  });
  const move = (id: string, by: number) => {
    const index = order.indexOf(id);
    if (index + by < 0 || index + by >= order.length) return;
    const next = order.filter((entry) => entry !== id);
    next.splice(index + by, 0, id);
    focus.current = `${by < 0 ? 'up' : 'dn'}${id}`;
    setSaid(`Now at place ${index + by + 1} of ${order.length}.`);
    onChange({ kind: 'order', order: next });
  };
  return (
    <>
      <ol className={own.order} ref={list}>
        {order.map((id, index) => {
          const item = question.items.find((entry) => entry.id === id);
          if (!item) return null;
          return (
            <li key={id} data-item={id}>
              <span className={own.place} aria-hidden="true">
                {index + 1}
              </span>
              <span className={classes.grow}>
                <Prose text={item.text} />
              </span>
              {([-1, 1] as const).map((by) => (
                <button
                  key={by}
                  type="button"
                  className={classes.small}
                  disabled={by < 0 ? index === 0 : index === order.length - 1}
                  aria-label={`Move ${by < 0 ? 'up' : 'down'}: ${item.text.replaceAll('`', '')}`}
                  onClick={() => move(id, by)}
                  onKeyDown={(event) => {
                    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
                    if (by === undefined) return;
                    event.preventDefault();
                    move(id, by);
                  }}
                >
                  {by < 0 ? '↑' : '↓'}
                </button>
              ))}
            </li>
          );
        })}
      </ol>
      <p className={classes.hidden} role="status">
        {said}
      </p>
    </>
  );
}
