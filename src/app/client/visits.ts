import { progress, recordVisit } from '../../state/progress';

/** Ticks off the sections of the lesson as they pass, and shows where the learner stands. */
export function wireVisits(): void {
  const lesson = document.querySelector<HTMLElement>('[data-lesson]')?.dataset.lesson;
  const links = [...document.querySelectorAll<HTMLAnchorElement>('a[data-visit]')];
  const show = () => {
    const { visited } = progress.getState();
    for (const link of links) {
      const isRead = visited[link.dataset.visit ?? ''] === true;
      if (isRead === (link.dataset.read === '')) continue;
      if (isRead) link.dataset.read = '';
      else delete link.dataset.read;
      link.setAttribute('aria-label', `${link.textContent}${isRead ? ', read' : ''}`);
    }
  };
  progress.subscribe(show);
  show();
  offerToContinue(links);
  if (!lesson) return;
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries)
        if (isIntersecting) recordVisit(`${lesson}#${target.id}`);
    },
    { rootMargin: '0px 0px -50% 0px' },
  );
  for (const heading of document.querySelectorAll('article h2[id], article h3[id]'))
    observer.observe(heading);
}

/** On the home page: the call to start becomes the call to go on, at the first section that was not read. */
function offerToContinue(links: readonly HTMLAnchorElement[]): void {
  const call = document.querySelector<HTMLAnchorElement>('a[data-continue]');
  const { visited } = progress.getState();
  if (!call || Object.keys(visited).length === 0) return;
  const next = links.find((link) => !visited[link.dataset.visit ?? '']);
  if (!next) return;
  call.href = next.href;
  call.textContent = `Go on: ${next.textContent}`;
}
