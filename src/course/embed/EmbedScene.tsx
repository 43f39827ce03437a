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
import { pieces } from '../../lesson/pieces/registry';

type PieceComponent = ComponentType<{ readonly id: string }>;

const loaded: Readonly<Record<string, PieceComponent>> = Object.fromEntries(
  Object.entries<() => Promise<{ Piece: PieceComponent }>>(pieces).map(([name, load]) => [
    name,
    lazy(() => load().then((module) => ({ default: module.Piece }))),
  ]),
);

interface Props {
  readonly name: string;
  readonly title: string;
  readonly takeaway: string;
  /** a piece that stands alone starts at once, one of a lesson when it comes near */
  readonly startsAtOnce?: boolean;
  readonly hasHead?: boolean;
}

/** A picture that was taken out of the page; the same code as in the lesson. */
export function EmbedScene({ name, title, takeaway, startsAtOnce = false, hasHead = true }: Props) {
  const place = useRef<HTMLElement>(null);
  const [isNear, setNear] = useState(startsAtOnce);
  useEffect(() => {
    const element = place.current;
    if (!element || isNear) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: '600px' },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [isNear]);
  const Piece = loaded[name];
  return (
    <section className="scene" aria-label={title} ref={place}>
      {hasHead ? (
        <div className="figure-head">
          <h3>{title}</h3>
          <p>{takeaway}</p>
        </div>
      ) : null}
      <PieceBoundary title={title}>
        {isNear && Piece ? (
          <Suspense fallback={<div className="waiting">The cluster is starting …</div>}>
            <Piece id={name} />
          </Suspense>
        ) : (
          <div className="waiting">The picture starts when you come near.</div>
        )}
      </PieceBoundary>
    </section>
  );
}

export class PieceBoundary extends Component<
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
