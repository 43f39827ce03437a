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
  const policy = assets.withPolicy
    ? `<meta http-equiv="Content-Security-Policy" content="${escape(contentSecurityPolicy(assets.styles ? [assets.styles] : []))}">`
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
${assets.styles ? `<style>${assets.styles}</style>` : ''}
<script type="module" async src="${assets.start}" data-client="${assets.client}"></script>
</head>
<body>
${withoutStyleAttributes(page.body)}
</body>
</html>
`;
}

/** Style attributes are inline style text, which the policy stops; pictures set theirs through the CSSOM. */
const withoutStyleAttributes = (html: string): string =>
  html.replaceAll(/(<[a-zA-Z][^<>]*?)\sstyle="[^"]*"/g, '$1');
