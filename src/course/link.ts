/**
 * The address of an embedded piece, a public contract (docs/embed/address.md):
 * `/embed/<piece>?v=1&step=…&scenario=…&s=…&theme=…&lang=…&chrome=…&lock=1&host=…&pass=…&keys=pass`.
 * All parameters are optional, unknown ones are ignored, bad ones fall back with a note; there is no error page.
 */
import { pieces } from '../lesson/pieces/registry';
import { fromBase64Url, toBase64Url } from './base64url';
import { currentStep } from './steps';
import { HOST_KINDS, type HostKind } from './host';

export const LESSON = 'osi-meets-kubernetes';
export const PIECES: readonly string[] = [...Object.keys(pieces), 'quiz', 'lesson'];
/** Longer links are cut by the editors of learning platforms and chat programs. */
export const LONGEST_STATE = 2_000;

export interface EmbedLink {
  readonly piece: string;
  readonly lesson: string;
  /** heading of the lesson to begin at */
  readonly step: string;
  /** the broken cluster of the troubleshooting piece */
  readonly scenario: string;
  /** position of the picture: fields as in the address of the lesson */
  readonly state: string;
  readonly theme: 'auto' | 'light' | 'dark';
  readonly lang: string;
  readonly chrome: 'none' | 'mini' | 'full';
  /** begins with the link's position every time: nothing is restored */
  readonly isLocked: boolean;
  readonly host: 'auto' | 'none' | Exclude<HostKind, 'standalone' | 'element'>;
  /** 0..1 */
  readonly pass: number;
  /** arrow keys that the piece does not use are handed to the page around (slides) */
  readonly passesKeys: boolean;
}

export const DEFAULT_LINK: EmbedLink = {
  piece: 'lesson',
  lesson: LESSON,
  step: '',
  scenario: '',
  state: '',
  theme: 'auto',
  lang: 'en',
  chrome: 'mini',
  isLocked: false,
  host: 'auto',
  pass: 0.8,
  passesKeys: false,
};

const SLUG = /^[a-z0-9][a-z0-9-]{0,79}$/;
const FIELDS = /^[a-z0-9.-]{1,40}:[a-z0-9.-]{1,40}(,[a-z0-9.-]{1,40}:[a-z0-9.-]{1,40}){0,39}$/i;
const HOSTS = ['auto', 'none', ...HOST_KINDS.filter((kind) => !/standalone|element/.test(kind))];

export interface ReadLink {
  readonly link: EmbedLink;
  /** one sentence for each parameter that was set aside */
  readonly notes: readonly string[];
}

/** `piece` is the last part of the path; it may be wrong as well. */
export function readLink(piece: string, query: string): ReadLink {
  const given = new URLSearchParams(query);
  const notes: string[] = [];
  const pick = <T>(name: string, fallback: T, read: (text: string) => T | null): T => {
    const text = given.get(name);
    if (text === null || text === '') return fallback;
    const value = read(text);
    if (value !== null) return value;
    notes.push(`the parameter "${name}" cannot be read; it is left out`);
    return fallback;
  };
  const oneOf =
    <T extends string>(...known: readonly T[]) =>
    (text: string): T | null =>
      known.find((entry) => entry === text) ?? null;
  const slug = (text: string): string | null => (SLUG.test(text) ? text : null);
  if (!PIECES.includes(piece)) notes.push('there is no such piece; the lesson is shown');
  pick('v', 1, (text) => (text === '1' ? 1 : null));
  const link: EmbedLink = {
    piece: PIECES.includes(piece) ? piece : DEFAULT_LINK.piece,
    lesson: pick('lesson', LESSON, oneOf(LESSON)),
    step: currentStep(pick('step', '', slug)),
    scenario: pick('scenario', '', slug),
    state: pick('s', '', readFields),
    theme: pick('theme', DEFAULT_LINK.theme, oneOf('auto', 'light', 'dark')),
    lang: pick('lang', DEFAULT_LINK.lang, oneOf('en')),
    chrome: pick('chrome', DEFAULT_LINK.chrome, oneOf('none', 'mini', 'full')),
    isLocked: pick('lock', false, (text) => (text === '1' ? true : text === '0' ? false : null)),
    host: pick('host', DEFAULT_LINK.host, (text) =>
      HOSTS.includes(text) ? (text as EmbedLink['host']) : null,
    ),
    pass: pick('pass', DEFAULT_LINK.pass, readPass),
    passesKeys: pick('keys', false, (text) => (text === 'pass' ? true : null)),
  };
  return { link, notes };
}

function readFields(text: string): string | null {
  if (text.length > LONGEST_STATE) return null;
  const decoded = fromBase64Url(text);
  return decoded !== null && FIELDS.test(decoded) ? decoded : null;
}

export function readPass(text: string): number | null {
  if (!/^(0(\.\d{1,2})?|1(\.0{1,2})?)$/.test(text)) return null;
  return Number(text);
}

/** The query of a link without its defaults; `readLink` gives the same link back. */
export function printLink(link: EmbedLink): string {
  const query = new URLSearchParams();
  const put = (name: string, value: string, fallback: string): void => {
    if (value !== fallback) query.set(name, value);
  };
  put('lesson', link.lesson, LESSON);
  put('step', link.step, '');
  put('scenario', link.scenario, '');
  put('s', toBase64Url(link.state), '');
  put('theme', link.theme, DEFAULT_LINK.theme);
  put('lang', link.lang, DEFAULT_LINK.lang);
  put('chrome', link.chrome, DEFAULT_LINK.chrome);
  put('lock', link.isLocked ? '1' : '', '');
  put('host', link.host, DEFAULT_LINK.host);
  put('pass', String(link.pass), String(DEFAULT_LINK.pass));
  put('keys', link.passesKeys ? 'pass' : '', '');
  const text = query.toString();
  return text === '' ? '' : `?v=1&${text}`;
}
