/** Starts each island when the learner comes near, at once when the address names it. */
import { type IslandLoader, islands as lessonIslands } from '../../lesson/islands';
import { nextTask } from './next-task';

const NEAR = '600px';

const islands: Readonly<Record<string, IslandLoader>> = {
  ...lessonIslands,
  home: async () => (await import('../home/HomePicture')).HomePicture,
};

const started = new WeakMap<HTMLElement, Promise<void>>();

const dataOf = (place: HTMLElement): Readonly<Record<string, unknown>> =>
  JSON.parse(place.dataset.props ?? '{}');

/** Loads and mounts once, however often it is asked for. */
export function start(place: HTMLElement): Promise<void> {
  const running = started.get(place) ?? load(place);
  started.set(place, running);
  return running;
}

async function load(place: HTMLElement): Promise<void> {
  const name = place.dataset.island ?? '';
  const loader = islands[name];
  if (!loader) throw new Error(`no island is called "${name}"`);
  const [{ mount }, component] = await Promise.all([import('../mount'), loader()]);
  await nextTask();
  mount(place, component, dataOf(place));
}

export const places = (): readonly HTMLElement[] => [
  ...document.querySelectorAll<HTMLElement>('[data-island]'),
];

export function wireIslands(): void {
  const observer = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting || !(entry.target instanceof HTMLElement)) continue;
        observer.unobserve(entry.target);
        void start(entry.target);
      }
    },
    { rootMargin: NEAR },
  );
  const named = new URLSearchParams(window.location.search);
  for (const place of places()) {
    const { name } = dataOf(place);
    if (place.dataset.start === 'load' || (typeof name === 'string' && named.has(name)))
      void start(place);
    else observer.observe(place);
  }
}
