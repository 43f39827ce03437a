/**
 * What a course keeps of a learner, as one short line: `1.<checksum>.<section>|<section>…`.
 * Written for the smallest store there is (SCORM 1.2 gives 4,096 characters, and some hosts cut without a word).
 */

/** Characters; below the 4,096 of SCORM 1.2 with room for hosts that escape. */
export const STATE_BUDGET = 3_500;
const LONGEST_READ = 64_000;
const MOST_SECTIONS = 200;

export interface SavedState {
  /** the quiz session, in the quiz's own compact code */
  readonly quiz: string;
  /** the heading of the lesson where the learner was */
  readonly place: string;
  /** sections of the lesson that were read, by their short ids */
  readonly visited: readonly string[];
  /** position of each picture, the most recently moved last */
  readonly pieces: Readonly<Record<string, string>>;
  /** a state that could not be read, carried along so that nobody's work is overwritten */
  readonly carried: string;
}

export const EMPTY_STATE: SavedState = {
  quiz: '',
  place: '',
  visited: [],
  pieces: {},
  carried: '',
};

export type ReadState =
  | { readonly kind: 'empty' | 'whole' | 'damaged'; readonly state: SavedState }
  | { readonly kind: 'future' | 'foreign'; readonly state: SavedState };

/** FNV-1a, 32 bits: enough to notice a cut or an edit; it is no protection against forgery. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

/** All that the quiz's own code uses stays as it is; the rest becomes `$<code point, base 36>'`. */
const escape = (text: string): string =>
  text.replace(
    /[^A-Za-z0-9._:@;!*()/%~-]/gu,
    (sign) => `$${(sign.codePointAt(0) ?? 0).toString(36)}'`,
  );

const unescape = (text: string): string =>
  text.replace(/\$([0-9a-z]{1,5})'/g, (_, code: string) => {
    const point = Number.parseInt(code, 36);
    return point <= 0x10ffff ? String.fromCodePoint(point) : '';
  });

function bodyOf({ quiz, place, visited, pieces, carried }: SavedState): string {
  const sections = [
    ...(quiz ? [`q${escape(quiz)}`] : []),
    ...(place ? [`l${escape(place)}`] : []),
    ...(visited.length > 0 ? [`v${visited.map(escape).join(',')}`] : []),
    ...Object.entries(pieces).map(([name, fields]) => `p${escape(name)}=${escape(fields)}`),
    ...(carried ? [`x${escape(carried)}`] : []),
  ];
  return sections.join('|');
}

/**
 * The line to store, at most `limit` characters: the oldest positions of pictures are dropped first, then what was
 * carried along; answers never. Null when even the answers do not fit: then nothing may be said to be saved.
 */
export function printState(state: SavedState, limit = STATE_BUDGET): string | null {
  let rest = state;
  for (;;) {
    const body = bodyOf(rest);
    const text = `1.${checksum(body)}.${body}`;
    if (text.length <= limit) return text;
    const [oldest] = Object.keys(rest.pieces);
    if (oldest !== undefined) {
      const { [oldest]: _, ...pieces } = rest.pieces;
      rest = { ...rest, pieces };
    } else if (rest.carried) rest = { ...rest, carried: '' };
    else if (rest.place || rest.visited.length > 0) rest = { ...rest, place: '', visited: [] };
    else return null;
  }
}

/** Never throws, whatever the host hands back. */
export function readState(text: string | null | undefined): ReadState {
  if (typeof text !== 'string' || text.trim() === '') return { kind: 'empty', state: EMPTY_STATE };
  const version = /^(\d{1,4})\./.exec(text)?.[1];
  if (version !== '1') {
    const kind = version === undefined || version === '0' ? 'foreign' : 'future';
    return { kind, state: { ...EMPTY_STATE, carried: text.slice(0, LONGEST_READ) } };
  }
  const [, sum = '', ...rest] = text.slice(0, LONGEST_READ).split('.');
  const body = rest.join('.');
  const sections = body.split('|');
  if (checksum(body) === sum) return { kind: 'whole', state: readSections(sections) };
  // The last section may be cut in the middle; answers stand first, so that a cut costs positions of pictures.
  return { kind: 'damaged', state: readSections(sections.slice(0, -1)) };
}

function readSections(sections: readonly string[]): SavedState {
  let state = EMPTY_STATE;
  const pieces = new Map<string, string>();
  for (const section of sections.slice(0, MOST_SECTIONS)) {
    const value = section.slice(1);
    if (section.startsWith('q')) state = { ...state, quiz: unescape(value) };
    else if (section.startsWith('l')) state = { ...state, place: unescape(value) };
    else if (section.startsWith('v')) state = { ...state, visited: value.split(',').map(unescape) };
    else if (section.startsWith('x')) state = { ...state, carried: unescape(value) };
    else if (section.startsWith('p') && value.includes('=')) {
      const at = value.indexOf('=');
      pieces.set(unescape(value.slice(0, at)), unescape(value.slice(at + 1)));
    }
  }
  // fromEntries defines own properties: a piece called __proto__ stays data.
  return { ...state, pieces: Object.fromEntries(pieces) };
}
