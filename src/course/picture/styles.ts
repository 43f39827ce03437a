/** The style sheets of the page cut down to what one picture uses, with every colour worked out for both themes. */
import { mixOklab, parseHex, printHex } from './colour';

type Theme = 'light' | 'dark';
type Tokens = ReadonlyMap<string, string>;

interface Rule {
  readonly selectors: readonly string[];
  readonly declarations: readonly (readonly [name: string, value: string])[];
}

/** What has a meaning in a drawing that stands still; the rest is about pages and motion. */
const DRAWN =
  /^(?:fill|stroke|opacity|font|text-anchor|paint-order)(?:-(?:opacity|width|dasharray|linejoin|linecap|size|weight|family|style))?$/;

/** Rules that stand at the outermost level; those for print, motion and other media are left out. */
function parse(css: string): readonly Rule[] {
  const text = css.replace(/\/\*[\s\S]*?\*\//g, '');
  const rules: Rule[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('{', at);
    if (open < 0) return rules;
    const head = text.slice(at, open).trim();
    let close = open;
    for (let depth = 0; close < text.length; close += 1) {
      if (text[close] === '{') depth += 1;
      if (text[close] === '}') depth -= 1;
      if (depth === 0) break;
    }
    at = close + 1;
    if (head.startsWith('@')) continue;
    const declarations = text
      .slice(open + 1, close)
      .split(';')
      .flatMap((line) => {
        const match = /^\s*([\w-]+)\s*:\s*([\s\S]*\S)\s*$/.exec(line);
        return match ? [[match[1] ?? '', (match[2] ?? '').replace(/\s+/g, ' ')] as const] : [];
      });
    rules.push({ selectors: head.split(',').map((part) => part.trim()), declarations });
  }
}

/** Every class and every attribute of a selector occurs in the drawing, and nothing in it waits for a pointer. */
function isUsed(selector: string, markup: string): boolean {
  if (selector.includes(':') || !/[.[]/.test(selector)) return false;
  const classes = [...selector.matchAll(/\.([\w-]+)/g)];
  const attributes = [...selector.matchAll(/\[([\w-]+(?:="[^"]*")?)\]/g)];
  return (
    classes.every(([, name]) => new RegExp(`class="(?:[^"]* )?${name}[" ]`).test(markup)) &&
    attributes.every(([, text]) => markup.includes(` ${text}`))
  );
}

/** `light-dark(a, b)` takes its side, `var()` its value, `color-mix()` is mixed: what is left is a plain value. */
function plain(value: string, tokens: Tokens, theme: Theme): string {
  const side = (_: string, light: string, dark: string) => (theme === 'light' ? light : dark);
  const next = value
    .replace(/var\((--[\w-]+)(?:, (?:var\(--[\w-]+\)|[^()]*))?\)/g, (_, name: string) => {
      const found = tokens.get(name);
      if (found === undefined) throw new Error(`a picture uses ${name}, which tokens.css has not`);
      return found;
    })
    .replace(/light-dark\(\s*([^,()]+?)\s*,\s*([^,()]+?)\s*\)/g, side)
    .replace(
      /color-mix\(in oklab, (#\w+|transparent) ([\d.]+)%, (#\w+|transparent)\)/g,
      (_, first: string, share: string, second: string) => {
        const [one, other] = [parseHex(first), parseHex(second)];
        if (!one || !other) throw new Error(`no colours to mix: ${first} and ${second}`);
        return printHex(mixOklab(one, Number(share) / 100, other));
      },
    );
  return next === value ? value : plain(next, tokens, theme);
}

const print = (selectors: readonly string[], lines: readonly string[]): string =>
  `${selectors.join(',')}{${lines.join(';')}}`;

/** `sheets` come in the order of the page; the first holds the tokens. */
export function stylesOf(sheets: readonly string[], markup: string): string {
  const rules = sheets.flatMap(parse);
  const tokens: Tokens = new Map(
    rules
      .filter(({ selectors }) => selectors.includes(':root'))
      .flatMap(({ declarations }) => declarations),
  );
  const drawn = rules.flatMap(({ selectors, declarations }) => {
    const used = selectors.filter((selector) => isUsed(selector, markup));
    const kept = declarations.filter(([name]) => DRAWN.test(name));
    return used.length > 0 && kept.length > 0 ? [{ selectors: used, kept }] : [];
  });
  const own = { selectors: ['svg'], kept: [['font-family', 'var(--sans)']] as const };
  const ground = { selectors: ['.ground'], kept: [['fill', 'var(--raised)']] as const };
  const caption = {
    selectors: ['.caption'],
    kept: [
      ['fill', 'var(--ink)'],
      ['font-size', '14px'],
    ] as const,
  };
  const all = [own, ground, caption, ...drawn];
  const light = all.map(({ selectors, kept }) =>
    print(
      selectors,
      kept.map(([name, value]) => `${name}:${plain(value, tokens, 'light')}`),
    ),
  );
  const dark = all.flatMap(({ selectors, kept }) => {
    const other = kept.flatMap(([name, value]) => {
      const text = plain(value, tokens, 'dark');
      return text === plain(value, tokens, 'light') ? [] : [`${name}:${text}`];
    });
    return other.length > 0 ? [print(selectors, other)] : [];
  });
  return `${light.join('\n')}\n@media (prefers-color-scheme:dark){\n${dark.join('\n')}\n}`;
}
