import { type FormEvent, useState } from 'react';
import { type Answer, shuffled } from './grade';
import { Prose } from '../prose/Prose';
import type { Question } from './types';

interface Props {
  readonly question: Question;
  readonly disabled: boolean;
  readonly onAnswer: (answer: Answer) => void;
}

/** Places of the lesson's cluster that a question may ask for. */
const PLACES = [
  'default/pod-a/eth0',
  'node-1/cni0',
  'node-1#PREROUTING',
  'node-1#POSTROUTING',
  'node-1/flannel.1',
  'node-1/eth0',
  'fabric',
  'node-2/eth0',
  'node-2/flannel.1',
  'node-2#PREROUTING',
  'default/pod-c/eth0',
  'none',
] as const;
const placeName = (place: string): string =>
  place === 'none'
    ? 'on no interface at all'
    : place.replace('#', ', ').replace('default/', '').replace('/', ', ');

/** One question of any kind; plain form controls, so that every keyboard and reader knows them. */
export function Ask({ question, disabled, onAnswer }: Props) {
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const [items, setItems] = useState(() =>
    question.kind === 'order' ? shuffled(question.items) : [],
  );
  const [text, setText] = useState('');
  const [place, setPlace] = useState('');
  const isReady =
    question.kind === 'order' ||
    (question.kind === 'number'
      ? text.trim() !== '' && !Number.isNaN(Number(text))
      : question.kind === 'place'
        ? place !== ''
        : chosen.length > 0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (question.kind === 'order') onAnswer({ kind: 'order', items });
    else if (question.kind === 'number') onAnswer({ kind: 'number', value: Number(text) });
    else if (question.kind === 'place') onAnswer({ kind: 'place', place });
    else onAnswer({ kind: 'choices', chosen });
  };
  const toggle = (index: number) =>
    setChosen(
      question.kind === 'single'
        ? [index]
        : chosen.includes(index)
          ? chosen.filter((entry) => entry !== index)
          : [...chosen, index],
    );
  const move = (index: number, by: number) => {
    const next = [...items];
    const [item] = next.splice(index, 1);
    if (item !== undefined) next.splice(index + by, 0, item);
    setItems(next);
  };
  return (
    <form onSubmit={submit}>
      <fieldset disabled={disabled}>
        <legend>
          {question.stem.split('\n\n').map((paragraph) => (
            <p key={paragraph}>
              <Prose text={paragraph} />
            </p>
          ))}
        </legend>
        {question.kind === 'single' || question.kind === 'multiple' ? (
          <div className="choices">
            {question.choices.map((choice, index) => (
              <label key={choice.text}>
                <input
                  type={question.kind === 'single' ? 'radio' : 'checkbox'}
                  name={question.id}
                  checked={chosen.includes(index)}
                  onChange={() => toggle(index)}
                />
                <span>
                  <Prose text={choice.text} />
                </span>
              </label>
            ))}
          </div>
        ) : null}
        {question.kind === 'order' ? (
          <ol className="order">
            {items.map((item, index) => (
              <li key={item}>
                <span>
                  {index + 1}. <Prose text={item} />
                </span>
                <button
                  type="button"
                  disabled={index === 0}
                  aria-label={`Move up: ${item}`}
                  onClick={() => move(index, -1)}
                >
                  ↑
                </button>
                <button
                  type="button"
                  disabled={index === items.length - 1}
                  aria-label={`Move down: ${item}`}
                  onClick={() => move(index, 1)}
                >
                  ↓
                </button>
              </li>
            ))}
          </ol>
        ) : null}
        {question.kind === 'number' ? (
          <p>
            <label>
              Your answer{' '}
              <input
                type="number"
                step="any"
                value={text}
                onChange={(event) => setText(event.target.value)}
              />{' '}
              {question.unit}
            </label>
          </p>
        ) : null}
        {question.kind === 'place' ? (
          <div className="choices">
            {[
              ...new Set([
                ...PLACES,
                question.answer,
                ...question.wrong.map((entry) => entry.place),
              ]),
            ].map((entry) => (
              <label key={entry}>
                <input
                  type="radio"
                  name={question.id}
                  checked={place === entry}
                  onChange={() => setPlace(entry)}
                />{' '}
                <code>{placeName(entry)}</code>
              </label>
            ))}
          </div>
        ) : null}
        <button type="submit" className="primary" disabled={!isReady || disabled}>
          Answer
        </button>
      </fieldset>
    </form>
  );
}
