import { Children, isValidElement, type ReactNode, useState } from 'react';

interface OptionProps {
  readonly correct?: boolean;
  readonly why: string;
  readonly children?: ReactNode;
}

/** One answer of a prediction; drawn by Predict. */
export function Option({ children }: OptionProps) {
  return <>{children}</>;
}

/** Asks before telling: choose, then read why. */
export function Predict({
  question,
  children,
}: {
  readonly question: string;
  readonly children?: ReactNode;
}) {
  const [chosen, setChosen] = useState<number | null>(null);
  const options = Children.toArray(children).filter((child) => isValidElement<OptionProps>(child));
  const answer = chosen === null ? undefined : options[chosen]?.props;
  return (
    <section className="predict" aria-label={`Predict: ${question}`}>
      <p>
        <strong>{question}</strong>
      </p>
      <div className="choices">
        {options.map((option, index) => (
          <button
            key={option.key}
            type="button"
            aria-pressed={chosen === index}
            onClick={() => setChosen(index)}
          >
            {option.props.children}
          </button>
        ))}
      </div>
      <p role="status">{answer ? `${answer.correct ? 'Yes.' : 'Not quite.'} ${answer.why}` : ''}</p>
    </section>
  );
}
