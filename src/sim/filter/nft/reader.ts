/** The words of a rule, taken one by one; the first failure is kept and ends the reading. */

export interface Word {
  readonly text: string;
  readonly quoted: boolean;
}

/** Blanks separate; braces, commas and semicolons stand alone; quoted text stays together. */
export function wordsOf(text: string): readonly Word[] {
  return [...text.matchAll(/"([^"]*)"|([{},;])|([^\s{},;"]+)/g)].map((match) => ({
    text: match[1] ?? match[2] ?? match[3] ?? '',
    quoted: match[1] !== undefined,
  }));
}

export class Reader {
  failure: string | null = null;
  private at = 0;

  constructor(private readonly words: readonly Word[]) {}

  get atEnd(): boolean {
    return this.at >= this.words.length;
  }

  /** The next word; quoted text never equals a keyword. */
  peek(offset = 0): string {
    const word = this.words[this.at + offset];
    return word && !word.quoted ? word.text : '';
  }

  take(): string {
    const word = this.words[this.at];
    this.at += 1;
    return word?.text ?? '';
  }

  /** Takes the given words if all of them come next. */
  accept(...expected: readonly string[]): boolean {
    if (!expected.every((word, index) => this.peek(index) === word)) return false;
    this.at += expected.length;
    return true;
  }

  expect(word: string): boolean {
    if (this.accept(word)) return true;
    this.fail(`expected "${word}"${this.atEnd ? ' before the end' : `, not "${this.peek()}"`}`);
    return false;
  }

  fail(message: string): null {
    this.failure ??= message;
    return null;
  }

  /** One of the given words. */
  oneOf<T extends string>(choices: readonly T[], what: string): T | null {
    const word = this.peek();
    const found = choices.find((choice) => choice === word);
    if (found === undefined) return this.fail(`${what} "${word}" is not modelled`);
    this.at += 1;
    return found;
  }

  number(what: string): number | null {
    const word = this.peek();
    if (!/^(0x[0-9a-f]+|\d+)$/i.test(word)) return this.fail(`"${word}" is not ${what}`);
    this.at += 1;
    return Number(word);
  }
}
