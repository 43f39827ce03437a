import { type ComponentType, createElement } from 'react';
import { createRoot } from 'react-dom/client';

/** Brings one island to life in its place. */
export function mount(place: HTMLElement, component: ComponentType<never>, data: object): void {
  createRoot(place).render(
    createElement(component as ComponentType<object>, { ...data, place } as object),
  );
}
