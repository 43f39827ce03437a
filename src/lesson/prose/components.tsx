import {
  type ComponentProps,
  type ComponentType,
  createElement,
  Fragment,
  type ReactNode,
} from 'react';
import { Island } from '../Island';
import { Scene } from '../Scene';
import { Predict, Option } from './Predict';

interface Children {
  readonly children?: ReactNode;
}
type Titled = Children & { readonly title: string };

interface TerminalProps {
  readonly at: string;
  readonly run: string;
  readonly output: string;
  readonly highlight?: string;
}

function Terminal({ at, run, output, highlight }: TerminalProps) {
  const parts = highlight ? output.split(highlight) : [output];
  return (
    <figure className="terminal" aria-label={`${run}, typed in ${at}`}>
      <figcaption className="where">
        {at}
        <button type="button" data-copy={run}>
          copy command
        </button>
      </figcaption>

      <pre tabIndex={0}>
        <b>$ {run}</b>
        {'\n'}
        {parts.map((part, index) => (
          <Fragment key={index}>
            {index > 0 ? <mark>{highlight}</mark> : null}
            {part}
          </Fragment>
        ))}
      </pre>
    </figure>
  );
}

function Manifest({
  text,
  file,
  line,
}: {
  readonly text: string;
  readonly file: string;
  readonly line: string;
}) {
  return (
    <figure className="terminal" aria-label={`Manifest from ${file}`}>
      <figcaption className="where">
        {file}:{line}
      </figcaption>

      <pre tabIndex={0}>{text}</pre>
    </figure>
  );
}

const Aside = (kind: string): ComponentType<Titled> =>
  function AsideBlock({ title, children }) {
    return (
      <aside className={`aside ${kind}`} aria-label={title}>
        <h3>{title}</h3>
        {children}
      </aside>
    );
  };

const panel = (name: string, title: string): ComponentType<Children> =>
  function Panel({ children }) {
    return (
      <section className={name} aria-label={title}>
        <h2>{title}</h2>
        {children}
      </section>
    );
  };

function Deep({ title, children }: Titled) {
  return (
    <details className="aside">
      <summary>{title}</summary>
      {children}
    </details>
  );
}

function Illustrative({ by, children }: Children & { readonly by: string }) {
  return (
    <figure className="terminal">
      <figcaption className="where">illustrative: {by} is not simulated here</figcaption>
      {children}
    </figure>
  );
}

function Compare({ children }: Children) {
  return (
    <div className="compare" role="group" aria-label="Table" tabIndex={0}>
      {children}
    </div>
  );
}

/**
 * The words of lessons as markup that is rendered once, at build: no state and no effects here. What must react is an
 * island (src/lesson/islands.tsx). The closed vocabulary of lessons; the list with required props stands in src/authoring/vocabulary.ts. */
export const components = {
  /** code of the text may scroll sideways, and then the keyboard must reach it */
  pre: (props: ComponentProps<'pre'>) => <pre tabIndex={0} {...props} />,
  Lead: ({ children }: Children) => <div className="lead">{children}</div>,
  Outcomes: panel('outcomes', 'What you will be able to do'),
  Recap: panel('recap', 'To take with you'),
  Term: ({ id, children }: Children & { readonly id: string }) => (
    <a className="term" href={`./glossary.html#${id}`} data-term={id}>
      {children}
    </a>
  ),
  Scene,
  Terminal,
  Manifest,
  Compare,
  Pitfall: Aside('pitfall'),
  WarStory: Aside('story'),
  Deep,
  /** a bare number is a version of Kubernetes; everything else has its name before it */
  Since: ({ version, children }: Children & { readonly version: string }) => (
    <>
      {children}{' '}
      <span className="since">since {/^\d/.test(version) ? `Kubernetes ${version}` : version}</span>
    </>
  ),
  Num: ({ value }: { readonly value: string }) => <span className="num">{value}</span>,
  /** the same address is marked in every picture while this one is pointed at or focused */
  Addr: ({ children }: Children) => (
    <code className="addr" data-addr={String(children)} tabIndex={0}>
      {children}
    </code>
  ),
  Illustrative,
  Predict,
  Option,
  /** The empty corner of a table heads nothing. */
  th: ({ children, ...rest }: Children) =>
    children ? <th {...rest}>{children}</th> : createElement('td'),
  Quiz: () => (
    <Island name="quiz" className="island-quiz">
      <section className="quiz" aria-label="Quiz">
        <p className="waiting">The quiz starts when you come near. It needs JavaScript.</p>
      </section>
    </Island>
  ),
};
