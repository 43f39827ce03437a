/** Slides turn by arrow keys that a focused frame would swallow: those that no control here uses are handed on. */
const HANDED_ON = /^(Arrow(Left|Right|Up|Down)|PageUp|PageDown)$/;
const USES_ARROWS =
  'input, select, textarea, [role=slider], [role=tab], [role=listbox], [role=radio], [contenteditable], pre';

export function passKeys(document: Document, pass: (key: string) => void): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (!HANDED_ON.test(event.key)) return;
    if (event.target instanceof Element && event.target.closest(USES_ARROWS)) return;
    pass(event.key);
  });
}
