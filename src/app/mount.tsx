import { type ComponentType, createElement, startTransition } from 'react';
import { createRoot } from 'react-dom/client';

/** Brings one island to life in its place. As a transition it is drawn in slices, so that a slow phone can scroll meanwhile. */
export function mount(place: HTMLElement, component: ComponentType<never>, data: object): void {
  const root = createRoot(place);
  startTransition(() =>
    root.render(createElement(component as ComponentType<object>, { ...data, place } as object)),
  );
}
