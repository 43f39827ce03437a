import { type MouseEvent, type ReactNode, useContext } from 'react';
import { SurroundingsContext } from './surroundings';

interface LessonProps {
  /** "?walk=hop:3" */
  readonly query?: string;
  /** id of a heading or a picture */
  readonly id: string;
  readonly children: ReactNode;
}

/** Leads to a place of the lesson, wherever the lesson is from here; plain words where it is nowhere. */
export function LessonLink({ query = '', id, children }: LessonProps) {
  const { lesson, isGuest } = useContext(SurroundingsContext);
  if (lesson === null) return <>{children}</>;
  if (isGuest && lesson === '')
    return (
      <a href={`#${id}`} onClick={(event) => show(event, id)}>
        {children}
      </a>
    );
  return (
    <a href={`${lesson}${query}#${id}`} {...tabOf(isGuest)}>
      {children}
    </a>
  );
}

/** Leads to another page of the site; plain words where there is none. */
export function PageLink({ to, children }: { readonly to: string; readonly children: ReactNode }) {
  const { pages, isGuest } = useContext(SurroundingsContext);
  if (pages === null) return <>{children}</>;
  return (
    <a href={`${pages}${to}`} {...tabOf(isGuest)}>
      {children}
    </a>
  );
}

/** A frame that turned into another page would lose what its course keeps. */
const tabOf = (isGuest: boolean) =>
  isGuest ? { target: '_blank', rel: 'noopener noreferrer' } : {};

/** Inside a shadow root a fragment of the address finds nothing, and the address is not ours. */
function show(event: MouseEvent<HTMLAnchorElement>, id: string): void {
  event.preventDefault();
  const root = event.currentTarget.getRootNode() as Document | ShadowRoot;
  const target = root.getElementById(id);
  if (!target) return;
  target.setAttribute('tabindex', '-1');
  target.scrollIntoView();
  target.focus({ preventScroll: true });
}
