import Fidelity from '../../../docs/fidelity.md';

const components = {
  table: ({ children }: { readonly children?: React.ReactNode }) => (
    <div className="compare even" role="group" aria-label="Table" tabIndex={0}>
      <table>{children}</table>
    </div>
  ),
};

/** docs/fidelity.md as it stands in the repository. */
export function HowDoYouKnow() {
  return (
    <article className="lesson">
      <Fidelity components={components} />
    </article>
  );
}
