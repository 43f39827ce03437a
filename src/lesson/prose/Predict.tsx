import { Children, createElement, isValidElement, type ReactNode, useState } from 'react';
import { Island } from '../Island';
import type { IslandProps } from '../islands';

interface OptionProps {
  readonly correct?: boolean;
  readonly why: string;
  readonly children?: ReactNode;
}

interface Answer {
  readonly correct: boolean;
  readonly why: string;
}

/** One answer of a prediction; drawn by Predict. */
export function Option({ children }: OptionProps) {
  return <>{children}</>;
}

/** Asks before telling: choose, then read why. In the page it is an island that reads its labels back from the text. */
export function Predict({
  question,
  children,
}: {
  readonly question: string;
  readonly children?: ReactNode;
}) {
  const options = Children.toArray(children)
    .filter((child) => isValidElement<OptionProps>(child))
    .map((child) => child.props);
  const answers = options.map(({ correct = false, why }): Answer => ({ correct, why }));
  return (
    <Island name="predict" data={{ question, answers }}>
      <Question
        question={question}
        answers={answers}
        labels={options.map((option) => option.children)}
      />
    </Island>
  );
}

function Question({
  question,
  answers,
  labels,
}: {
  readonly question: string;
  readonly answers: readonly Answer[];
  readonly labels: readonly ReactNode[];
}) {
  const [chosen, setChosen] = useState<number | null>(null);
  const answer = chosen === null ? undefined : answers[chosen];
  return (
    <section className="predict" aria-label={`Predict: ${question}`}>
      <p>
        <strong>{question}</strong>
      </p>
      <div className="choices">
        {labels.map((label, index) => (
          <button
            key={index}
            type="button"
            aria-pressed={chosen === index}
            onClick={() => setChosen(index)}
          >
            {label}
          </button>
        ))}
      </div>
      <p role="status">{answer ? `${answer.correct ? 'Yes.' : 'Not quite.'} ${answer.why}` : ''}</p>
    </section>
  );
}

/** The same in the page: the labels are read back from what was prerendered there. */
export function PredictIsland({
  place,
  question,
  answers,
}: IslandProps & { readonly question: string; readonly answers: readonly Answer[] }) {
  const [labels] = useState(() =>
    [...place.querySelectorAll('.choices button')].map((button) => readBack(button.childNodes)),
  );
  return <Question question={question} answers={answers} labels={labels} />;
}

/** Text and plain elements of our own page as React nodes. */
function readBack(nodes: NodeListOf<ChildNode>): ReactNode {
  return [...nodes].map((node, index) =>
    node instanceof HTMLElement
      ? createElement(
          node.localName,
          { key: index, className: node.className || undefined },
          readBack(node.childNodes),
        )
      : node.textContent,
  );
}
