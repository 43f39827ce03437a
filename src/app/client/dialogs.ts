/** Opens the command palette and the sheet of shortcuts; their code is loaded with the first opening. */
export type DialogName = 'palette' | 'shortcuts' | 'map';

async function open(name: DialogName): Promise<void> {
  const { openDialog } = await import('../palette/open');
  openDialog(name);
}

const KEYS: Readonly<Record<string, DialogName>> = { '/': 'palette', '?': 'shortcuts', m: 'map' };

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function wireDialogs(): void {
  document.addEventListener('click', (event) => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-open]') : null;
    if (!button) return;
    event.preventDefault();
    void open(button.dataset.open as DialogName);
  });
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      void open('palette');
      return;
    }
    if (event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const name = KEYS[event.key];
    if (!name || (name === 'map' && !document.querySelector('[data-open="map"]'))) return;
    event.preventDefault();
    void open(name);
  });
}
