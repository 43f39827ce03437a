/**
 * Chooses the build for the frame it runs in. In an opaque sandbox (`allow-scripts` alone) module scripts are blocked by CORS,
 * because every file is foreign to a page without an origin; one classic script is not.
 */
const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const isOpaque = window.origin === 'null';
  const { module = '', classic = '' } = script.dataset;
  const chosen = document.createElement('script');
  chosen.src = isOpaque ? classic : module;
  if (!isOpaque) chosen.type = 'module';
  script.after(chosen);
}
export {};
