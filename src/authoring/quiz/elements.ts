/** The elements of a question's text, with the line on which each stands. The vocabulary is closed. */
export type Stop = (line: number, message: string) => never;

export interface Element {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | true>>;
  readonly text: string;
  readonly children: readonly Element[];
  readonly line: number;
}

export interface Body {
  readonly stem: string;
  readonly elements: readonly Element[];
}

/** Every word, and whether other words may stand inside. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  Choice: [],
  Item: [],
  Pair: [],
  Spare: [],
  Number: ['Wrong'],
  Place: ['Wrong'],
  Line: ['Wrong'],
  Field: ['Wrong'],
  Manifest: [],
  Break: [],
  Tempting: [],
  Hint: [],
  Explain: [],
};

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length - 1;

export function readBody(text: string, firstLine: number, stop: Stop): Body {
  const first = /^[ \t]*<[A-Z]/m.exec(text);
  const stem = text.slice(0, first?.index ?? text.length).trim();
  const elements = first
    ? readElements(
        text.slice(first.index),
        firstLine + lineOf(text, first.index),
        Object.keys(WORDS),
        stop,
      )
    : [];
  return { stem, elements };
}

function readElements(
  source: string,
  firstLine: number,
  words: readonly string[],
  stop: Stop,
): readonly Element[] {
  const found: Element[] = [];
  let at = 0;
  while (source.slice(at).trim() !== '') {
    const start = at + source.slice(at).search(/\S/);
    const line = firstLine + lineOf(source, start);
    const tag = /^<([A-Z]\w*)/.exec(source.slice(start))?.[1];
    if (!tag)
      return stop(
        line,
        `this text stands outside of every element: "${source.slice(start, start + 30)}"`,
      );
    if (!words.includes(tag))
      return stop(line, `<${tag}> is not a word here. Known: ${words.join(' ')}`);
    const { attributes, end, closed } = readTag(source, start + 1 + tag.length, line, tag, stop);
    if (closed) {
      found.push({ tag, attributes, text: '', children: [], line });
      at = end;
      continue;
    }
    const close = source.indexOf(`</${tag}>`, end);
    if (close < 0) return stop(line, `<${tag}> is not closed`);
    const inner = source.slice(end, close);
    const within = WORDS[tag] ?? [];
    const innerLine = firstLine + lineOf(source, end);
    found.push({
      tag,
      attributes,
      text: within.length > 0 ? '' : inner.trim(),
      children: within.length > 0 ? readElements(inner, innerLine, within, stop) : [],
      line,
    });
    at = close + tag.length + 3;
  }
  return found;
}

function readTag(source: string, from: number, line: number, tag: string, stop: Stop) {
  const attributes: Record<string, string | true> = {};
  const pair = /\s+([a-z]\w*)(?:=(?:"([^"]*)"|\{([^}]*)\}))?/y;
  pair.lastIndex = from;
  let end = from;
  for (let match = pair.exec(source); match; match = pair.exec(source)) {
    attributes[match[1] ?? ''] = match[2] ?? match[3] ?? true;
    end = pair.lastIndex;
  }
  const close = /\s*(\/>|>)/y;
  close.lastIndex = end;
  const match = close.exec(source);
  if (!match)
    return stop(
      line,
      `<${tag}>: its attributes cannot be read; write name="text" with straight quotes`,
    );
  return { attributes, end: close.lastIndex, closed: match[1] === '/>' };
}
