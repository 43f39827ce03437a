/**
 * The only script of the head, and it waits for nobody: the learner's settings before the first paint, everything else
 * after the load event. It imports nothing, so that it is one small file; settings.ts says what the names mean. A button
 * pressed before its island lives is marked; src/app/mount.tsx presses it again.
 */
const root = document.documentElement;
root.dataset.js = '';
try {
  const stored = JSON.parse(localStorage.getItem('podpath.progress') ?? '{}') as Record<
    string,
    unknown
  >;
  for (const name of ['theme', 'motion', 'text'] as const) {
    const value = stored[name];
    if (typeof value === 'string' && /^[a-z]{1,12}$/.test(value)) root.dataset[name] = value;
  }
} catch {
  // A damaged or forbidden storage means default settings here; progress.ts tells the learner about it.
}
addEventListener('click', ({ target }) => {
  if (target instanceof Element)
    target.closest('[data-island]:not([data-live]) button')?.setAttribute('data-early', '');
});
const client = document.querySelector<HTMLScriptElement>('script[data-client]')?.dataset.client;
const begin = () => {
  if (client) void import(/* @vite-ignore */ new URL(client, document.baseURI).href);
};
if (document.readyState === 'complete') begin();
else addEventListener('load', () => setTimeout(begin));
export {};
