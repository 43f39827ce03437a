/** An address pointed at in one place is marked wherever else the page shows it: text, pictures, packets. */
const ADDRESS = /^\d{1,3}(\.\d{1,3}){3}$/;

/** The address in a piece of text, without prefix length or port; null when it is none. */
export function addressIn(text: string): string | null {
  const word = text.trim().replace(/[/:]\d+$/, '');
  return ADDRESS.test(word) ? word : null;
}

/** Listens on the whole page, so that pictures that come later take part. */
export function connectSpotlight(page: Document): void {
  const follow = (event: Event): void => {
    const target = event.target instanceof Element ? event.target.closest('[data-addr]') : null;
    spot(page, addressIn(target?.getAttribute('data-addr') ?? ''));
  };
  page.addEventListener('pointerover', follow);
  page.addEventListener('focusin', follow);
}

function spot(page: Document, address: string | null): void {
  for (const element of page.querySelectorAll('[data-spot]')) element.removeAttribute('data-spot');
  if (!address) return;
  for (const element of page.querySelectorAll(`[data-addr="${address}"]`)) {
    element.setAttribute('data-spot', '');
  }
}
