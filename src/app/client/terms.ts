/**
 * Words of the glossary explain themselves on hover, on focus and on the first tap; they are links to the glossary all the
 * same. The definitions are loaded with the first word that is asked for.
 */
const HOVER_MILLISECONDS = 120;

export function wireTerms(): void {
  const terms = document.querySelectorAll<HTMLAnchorElement>('a[data-term]');
  if (terms.length === 0) return;
  const tip = document.createElement('div');
  tip.id = 'term-tip';
  tip.className = 'tip';
  tip.popover = 'manual';
  tip.setAttribute('role', 'tooltip');
  document.body.append(tip);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: HTMLAnchorElement | null = null;

  const hide = () => {
    clearTimeout(timer);
    shown?.removeAttribute('aria-describedby');
    shown = null;
    if (tip.matches(':popover-open')) tip.hidePopover();
  };
  const show = async (term: HTMLAnchorElement) => {
    shown = term;
    const { default: entries } = await import('virtual:podpath/glossary');
    const entry = entries.find(({ id }) => id === term.dataset.term);
    if (!entry || shown !== term) return;
    tip.textContent = `${entry.term}: ${entry.text.replaceAll('`', '')}`;
    term.setAttribute('aria-describedby', tip.id);
    if (!tip.matches(':popover-open')) tip.showPopover();
    place(tip, term);
  };
  for (const term of terms) {
    term.addEventListener('pointerenter', (event) => {
      if (event.pointerType === 'touch') return;
      clearTimeout(timer);
      timer = setTimeout(() => void show(term), HOVER_MILLISECONDS);
    });
    term.addEventListener('pointerleave', (event) => {
      if (event.pointerType !== 'touch' && event.relatedTarget !== tip) hide();
    });
    term.addEventListener('focus', () => void show(term));
    term.addEventListener('blur', hide);
    let touched = false;
    term.addEventListener('pointerdown', (event) => {
      touched = event.pointerType === 'touch' && shown !== term;
    });
    term.addEventListener('click', (event) => {
      if (!touched) return;
      event.preventDefault();
      touched = false;
      void show(term);
    });
  }
  tip.addEventListener('pointerleave', hide);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') hide();
  });
  document.addEventListener(
    'scroll',
    () => {
      if (shown && tip.matches(':popover-open')) place(tip, shown);
    },
    { passive: true },
  );
}

/** Below the word, or above it where there is no room; never outside the window. */
function place(tip: HTMLElement, term: HTMLElement): void {
  const word = term.getBoundingClientRect();
  const { width, height } = tip.getBoundingClientRect();
  const left = Math.max(8, Math.min(word.left, window.innerWidth - width - 8));
  const below = word.bottom + 6;
  const top = below + height > window.innerHeight ? word.top - height - 6 : below;
  tip.style.left = `${left}px`;
  tip.style.top = `${Math.max(8, top)}px`;
}
