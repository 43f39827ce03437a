/** Small things that a page does by itself: notices, copying, printing, what has the focus. */
import { dismiss, notices, notify } from '../../state/notices';
import { places, start } from './islands';

export function wireNotices(): void {
  const box = document.getElementById('notice');
  const line = box?.querySelector('p');
  const button = box?.querySelector<HTMLButtonElement>('[data-act]');
  if (!box || !line || !button) return;
  notices.subscribe(({ text, action }) => {
    line.textContent = text;
    box.hidden = text === null;
    button.hidden = action === undefined;
    button.textContent = action?.label ?? '';
  });
  button.addEventListener('click', () => notices.getState().action?.run());
  box.querySelector('[data-dismiss]')?.addEventListener('click', dismiss);
}

const closest = (event: Event, selector: string): HTMLElement | null =>
  event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;

export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    notify(`This browser does not let the page copy. Here is the text: ${text}`);
    return false;
  }
}

/** Buttons with `data-copy` copy that text and say so for a moment. */
export function wireCopying(): void {
  document.addEventListener('click', async (event) => {
    const button = closest(event, '[data-copy]');
    if (!button || !(await copyText(button.dataset.copy ?? ''))) return;
    const label = button.textContent;
    button.textContent = 'copied';
    setTimeout(() => {
      button.textContent = label;
    }, 1500);
  });
}

/** A page prints with all its pictures: they are started first. */
export async function printWithPictures(): Promise<void> {
  for (const details of document.querySelectorAll('details.aside'))
    details.toggleAttribute('open', true);
  await Promise.all(places().map(start));
  const waiting = () => document.querySelector('[data-island] .waiting') !== null;
  for (let tries = 0; waiting() && tries < 100; tries += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  window.print();
}

export function wirePrinting(): void {
  document.addEventListener('click', (event) => {
    if (closest(event, '[data-print]')) void printWithPictures();
  });
}

/** What the focus comes to is seen whole. Firefox scrolls only for what lies wholly under the bar, not for a part of it. */
export function wireFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    const bar = document.querySelector('.bar');
    if (!bar || !(target instanceof Element) || !target.closest('#main')) return;
    const isUnder = target.getBoundingClientRect().top < bar.getBoundingClientRect().bottom;
    if (isUnder && getComputedStyle(bar).position === 'sticky' && target.matches(':focus-visible'))
      target.scrollIntoView({ block: 'nearest' });
  });
}
