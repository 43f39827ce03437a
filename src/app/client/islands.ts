/** Starts each island when the learner comes near, at once when the address names it. */
const NEAR = '600px';

export async function start(place: HTMLElement): Promise<void> {
  const { mount } = await import('../mount');
  await mount(place);
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
    const { name } = JSON.parse(place.dataset.props ?? '{}') as { name?: string };
    if (place.dataset.start === 'load' || (name && named.has(name))) void start(place);
    else observer.observe(place);
  }
}
