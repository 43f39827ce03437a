import {
  Component,
  type ComponentType,
  lazy,
  type ReactNode,
  Suspense,
  useEffect,
  useRef,
  useState,
} from 'react';
import { pieces } from './pieces/registry';

interface Props {
  readonly name: keyof typeof pieces;
  readonly title: string;
  readonly takeaway: string;
}

type PieceComponent = ComponentType<{ readonly id: string }>;

const loaded: Readonly<Record<string, PieceComponent>> = Object.fromEntries(
  Object.entries<() => Promise<{ Piece: PieceComponent }>>(pieces).map(([name, load]) => [
    name,
    lazy(() => load().then((module) => ({ default: module.Piece }))),
  ]),
);

/** A picture as an island: its text is there at once, its code when it comes near or when the address names it. */
export function Scene({ name, title, takeaway }: Props) {
  const ref = useRef<HTMLElement>(null);
  const [near, setNear] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    if (new URLSearchParams(window.location.search).has(name)) setNear(true);
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [name]);
  const Piece = loaded[name];
  return (
    <section className="scene" id={`scene-${name}`} aria-label={title} ref={ref}>
      <div className="figure-head">
        <h3>{title}</h3>
        <p>{takeaway}</p>
      </div>
      <SceneBoundary title={title}>
        {near && Piece ? (
          <Suspense fallback={<div className="waiting">The cluster is starting …</div>}>
            <Piece id={name} />
          </Suspense>
        ) : (
          <div className="waiting">The picture starts when you come near.</div>
        )}
      </SceneBoundary>
    </section>
  );
}

class SceneBoundary extends Component<
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
          The picture “{this.props.title}” could not be drawn: {this.state.message}{' '}
          <button type="button" className="action" onClick={() => this.setState({ message: null })}>
            Start it again
          </button>
        </p>
      </div>
    );
  }
}
