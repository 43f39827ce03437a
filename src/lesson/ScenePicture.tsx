import { Component, type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { pieces } from './pieces/registry';

type PieceComponent = ComponentType<{ readonly id: string }>;

const loaded: Readonly<Record<string, PieceComponent>> = Object.fromEntries(
  Object.entries<() => Promise<{ Piece: PieceComponent }>>(pieces).map(([name, load]) => [
    name,
    lazy(() => load().then((module) => ({ default: module.Piece }))),
  ]),
);

/** The living part of a scene. A picture that fails leaves the lesson readable. */
export function ScenePicture({ name, title }: { readonly name: string; readonly title: string }) {
  const Piece = loaded[name];
  return (
    <SceneBoundary title={title}>
      <Suspense fallback={<div className="waiting">The cluster is starting …</div>}>
        {Piece ? <Piece id={name} /> : null}
      </Suspense>
    </SceneBoundary>
  );
}

/** A piece that fails leaves everything around it readable. */
export class SceneBoundary extends Component<
  { readonly children: ReactNode; readonly title: string },
  { readonly message: string | null }
> {
  override state = { message: null };

  static getDerivedStateFromError(error: Error) {
    return { message: error.message };
  }

  override render() {
    if (this.state.message === null) return this.props.children;
    return (
      <div className="waiting" role="alert">
        <p>
          “{this.props.title}” could not be shown: {this.state.message}{' '}
          <button type="button" className="action" onClick={() => this.setState({ message: null })}>
            Start it again
          </button>
        </p>
      </div>
    );
  }
}
