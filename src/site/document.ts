/** One page as HTML text. Everything the first paint needs is in it; scripts come after the load event. */
import { contentSecurityPolicy } from './csp';

export interface PageHtml {
  /** file name in the root of the site: all pages lie side by side, so every link is relative */
  readonly file: string;
  readonly title: string;
  readonly description: string;
  readonly body: string;
}

interface Assets {
  /** tiny script of the head: settings before the first paint, the rest after load */
  readonly start: string;
  readonly client: string;
  /** text of the style sheet for the first paint */
  readonly styles: string;
  /** a data address: an icon of a few hundred bytes is not worth a request */
  readonly icon: string;
  /** development has its own scripts in the page, which the policy would stop */
  readonly withPolicy: boolean;
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

export function documentOf(page: PageHtml, assets: Assets): string {
  const { html, rules } = styleAttributesAsRules(page.body);
  const styles = [assets.styles, rules].filter(Boolean).join('\n');
  const policy = assets.withPolicy
    ? `<meta http-equiv="Content-Security-Policy" content="${escape(contentSecurityPolicy([styles]))}">`
    : '';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
${policy}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="description" content="${escape(page.description)}">
<title>${escape(page.title)}</title>
<link rel="icon" href="${assets.icon}" type="image/svg+xml">
${styles ? `<style>${styles}</style>` : ''}
<script type="module" async src="${assets.start}" data-client="${assets.client}"></script>
</head>
<body>
${html}
</body>
</html>
`;
}

interface Styled {
  readonly html: string;
  readonly rules: string;
}

/**
 * Style attributes are inline style text, which the policy stops. What a picture needs for its first paint becomes rules of
 * the page's own style element; once it lives, it sets its styles through the CSSOM.
 */
export function styleAttributesAsRules(html: string): Styled {
  const known = new Map<string, number>();
  const changed = html.replaceAll(
    /(<[a-zA-Z][^<>]*?)\sstyle="([^"]*)"/g,
    (_whole, before: string, style: string) => {
      const number = known.get(style) ?? known.size;
      known.set(style, number);
      return `${before} data-style="${number}"`;
    },
  );
  const rules = [...known].map(([style, number]) => `[data-style="${number}"]{${style}}`).join('');
  return { html: changed, rules };
}
