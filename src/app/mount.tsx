import {
  type ComponentType,
  createElement,
  type ReactNode,
  startTransition,
  useEffect,
  useLayoutEffect,
} from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';

/** Brings one island to life in its place. As a transition it is drawn in slices, so that a slow phone can scroll meanwhile. */
export function mount(place: HTMLElement, component: ComponentType<never>, data: object): void {
  const still = seenStill(place);
  const hands = keepHands(place);
  const element = (props: object) => (
    <Alive hands={hands}>{createElement(component as ComponentType<object>, props)}</Alive>
  );
  if (still) {
    const props = JSON.parse(still.dataset.still ?? '{}') as { readonly guess: number };
    startTransition(() => {
      hydrateRoot(still, element(props), { identifierPrefix: `${props.guess}` });
    });
    return;
  }
  const root = createRoot(place);
  startTransition(() => root.render(element({ ...data, place })));
}

/** Of several pictures for several widths the one that is seen comes to life; the others leave the page. */
function seenStill(place: HTMLElement): HTMLElement | null {
  const stills = [...place.querySelectorAll<HTMLElement>('[data-still]')];
  const seen = stills.find((still) => still.getClientRects().length > 0);
  if (!seen) return null;
  for (const still of stills) if (still !== seen) still.remove();
  seen.removeAttribute('class');
  return seen;
}

interface Hands {
  /** once the island is in the page: presses are its own from here on */
  readonly live: () => void;
  /** once it listens */
  readonly takeUp: () => void;
}

function Alive({ hands, children }: { readonly hands: Hands; readonly children: ReactNode }) {
  useLayoutEffect(hands.live, [hands]);
  useEffect(hands.takeUp, [hands]);
  return children;
}

/** What is pressed and what has the focus before an island lives is not lost: it has the same buttons again. */
function keepHands(place: HTMLElement): Hands {
  const old = [...place.querySelectorAll('button')];
  let focused = document.activeElement;
  let pressed = -1;
  const follow = ({ target }: FocusEvent) => {
    focused = target instanceof Element ? target : null;
  };
  const now = (index: number) => [...place.querySelectorAll('button')][index];
  place.addEventListener('focusin', follow);
  return {
    live: () => {
      place.removeEventListener('focusin', follow);
      place.dataset.live = '';
      // in the same task, or a key pressed now would find nothing that has the focus
      if (document.activeElement === document.body)
        now(old.findIndex((button) => button === focused))?.focus({ preventScroll: true });
      pressed = old.findIndex((button) => 'early' in button.dataset);
      delete now(pressed)?.dataset.early;
    },
    takeUp: () => now(pressed)?.click(),
  };
}
