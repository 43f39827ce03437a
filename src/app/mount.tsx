import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { islands } from '../lesson/islands';
import { shellIslands } from './shell-islands';

const mounted = new WeakSet<HTMLElement>();

/** Brings one island to life in its place. */
export async function mount(place: HTMLElement): Promise<void> {
  if (mounted.has(place)) return;
  mounted.add(place);
  const name = place.dataset.island ?? '';
  const kind = islands[name] ?? shellIslands[name];
  if (!kind) throw new Error(`no island is called "${name}"`);
  const data = JSON.parse(place.dataset.props ?? '{}') as Record<string, unknown>;
  const component = await kind.load();
  createRoot(place).render(createElement(component as never, kind.props?.(data, place) ?? data));
}
