/** The styles of all pieces as one text; the build puts it in. While developing Vite puts styles into the page itself. */
const TOKEN = '/*podpath-css*/';

/** Own sheets need no inline style, so that the strictest content security policy is satisfied. */
export function adoptStyles(root: Document | ShadowRoot, text: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

export const pageStyles = (): string => TOKEN;

/**
 * The same styles inside a shadow root: what was the page is the element, and lengths no longer follow the font size of
 * the page around (`rem`), except in media queries, which know no variables.
 */
export function shadowStyles(text = pageStyles()): string {
  const scoped = text
    .replace(/:root((?:\[[^\]]*\])+)/g, ':host($1)')
    .replace(/:root\b/g, ':host')
    .replace(/(^|[}\s,;])(?:html|body)(?=[\s,{])/g, '$1:host');
  return scoped.replace(
    /@(?:media|container)[^{]+\{|(-?\d*\.?\d+)rem\b/g,
    (match, size?: string) =>
      size === undefined ? match : `calc(${size} * var(--podpath-rem, 16px))`,
  );
}
