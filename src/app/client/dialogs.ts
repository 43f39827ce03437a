/** Opens the command palette and the sheet of shortcuts; their code is loaded with the first opening. */
export type DialogName = 'palette' | 'shortcuts';

async function open(name: DialogName): Promise<void> {
  const { openDialog } = await import('../palette/open');
  openDialog(name);
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function wireDialogs(): void {
  document.addEventListener('click', (event) => {
    const button =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-open]') : null;
    if (button) void open(button.dataset.open as DialogName);
  });
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      void open('palette');
      return;
    }
    if (event.ctrlKey || event.metaKey || isTyping(event.target)) return;
    const name = event.key === '/' ? 'palette' : event.key === '?' ? 'shortcuts' : null;
    if (!name) return;
    event.preventDefault();
    void open(name);
  });
}
