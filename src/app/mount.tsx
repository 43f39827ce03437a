import { type ComponentType, createElement, startTransition } from 'react';
import { createRoot, hydrateRoot } from 'react-dom/client';

/** Brings one island to life in its place. As a transition it is drawn in slices, so that a slow phone can scroll meanwhile. */
export function mount(place: HTMLElement, component: ComponentType<never>, data: object): void {
  const element = (props: object) => createElement(component as ComponentType<object>, props);
  const still = seenStill(place);
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
