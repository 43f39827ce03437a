/** Small help for writing XML by hand. */
export const escapeXml = (text: string): string =>
  text
    // XML 1.0 section 2.2 allows no control characters, escaped or not.
    .replace(/(?![\t\n\r])\p{Cc}|[\ufffe\uffff]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
