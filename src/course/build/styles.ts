/** Puts all styles of a bundle into its script, where `embed/css.ts` waits for them. */
import type { Plugin } from 'vite';

const TOKEN = /(["'`])\/\*podpath-css\*\/\1/g;

export function stylesIntoScript(): Plugin {
  return {
    name: 'podpath-styles-into-script',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        let css = '';
        for (const [name, file] of Object.entries(bundle)) {
          if (file.type !== 'asset' || !name.endsWith('.css')) continue;
          css += String(file.source).trim();
          delete bundle[name];
        }
        let count = 0;
        for (const file of Object.values(bundle)) {
          if (file.type !== 'chunk' || file.code.search(TOKEN) < 0) continue;
          file.code = file.code.replace(TOKEN, () => JSON.stringify(css));
          count += 1;
        }
        if (css === '' || count !== 1)
          this.error(`expected one place for ${css.length} bytes of styles, found ${count}`);
      },
    },
  };
}
