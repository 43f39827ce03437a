/**
 * A session as one short line of printable ASCII, for hosts that keep little (SCORM 1.2: 4,096 characters).
 * `q1.MODE.SEED.PASS.AT.DONE.ENTRY.ENTRY…`; an entry is three characters that name the question, one each for variant, flags
 * and score, the seconds, and the answer. Reading never throws: what is foreign or damaged is refused with a reason.
 */
import { type Bank, questionOf } from './bank';
import type { Mode } from './events';
import type { Response } from './grade';
import type { Question } from './question';
import { hash } from './random';
import type { Entry, Session } from './session';

const VERSION = 'q1';
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_';
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const MODES: Readonly<Record<string, Mode>> = { p: 'practice', a: 'assessment', r: 'review' };
const STEPS = 60;
const LONGEST_TYPED = 24;
const MOST_SECONDS = 3600;
export const LONGEST_SESSION = 3500;

const digit = (value: number): string =>
  DIGITS[Math.max(0, Math.min(63, Math.round(value)))] ?? '0';
const valueOf = (character: string | undefined): number =>
  character ? DIGITS.indexOf(character) : -1;

const SHORT = 3;

/** Three characters for a question id; the build refuses a bank in which two questions share them. */
export function shortId(id: string): string {
  const value = hash(id);
  return digit(value & 63) + digit((value >>> 6) & 63) + digit((value >>> 12) & 63);
}

const escaped = (text: string): string =>
  encodeURIComponent(text.slice(0, LONGEST_TYPED)).replace(
    /[.~!*'()]/g,
    (character) => `%${character.charCodeAt(0).toString(16)}`,
  );

export function encodeSession(session: Session, bank: Bank): string {
  const mode = Object.entries(MODES).find(([, name]) => name === session.mode)?.[0] ?? 'p';
  const head = [
    VERSION,
    mode,
    session.seed.toString(36),
    Math.round(session.passMark * 100).toString(36),
    session.at.toString(36),
    session.finished ? '1' : '0',
  ];
  const full = [...head, ...session.entries.map((entry) => encodeEntry(entry, bank, true))];
  const text = full.join('.');
  if (text.length <= LONGEST_SESSION) return text;
  return [...head, ...session.entries.map((entry) => encodeEntry(entry, bank, false))].join('.');
}

function encodeEntry(entry: Entry, bank: Bank, withAnswer: boolean): string {
  const start = shortId(entry.id) + digit(entry.variant);
  if (entry.attempts === 0 && entry.hints === 0) return start;
  const flags =
    (entry.correct ? 32 : 0) + Math.min(3, entry.hints) * 8 + Math.min(7, entry.attempts);
  const seconds = Math.min(MOST_SECONDS, Math.round(entry.seconds)).toString(36);
  const question = find(bank, entry.id, entry.variant);
  const answer =
    withAnswer && entry.response && question ? encodeResponse(entry.response, question) : '';
  return `${start}${digit(flags)}${digit(entry.score * STEPS)}${seconds}${answer ? `~${answer}` : ''}`;
}

function find(bank: Bank, id: string, variant: number): Question | undefined {
  const found = bank.entries.find(({ question }) => question.id === id);
  return found && questionOf(found, variant);
}

function encodeResponse(response: Response, question: Question): string {
  switch (response.kind) {
    case 'choices':
      return response.chosen.map(escaped).join('');
    case 'order':
      return response.order.join('');
    case 'match':
      return question.kind === 'match'
        ? question.pairs.map((pair) => response.pairs[pair.id] ?? '-').join('')
        : '';
    case 'number':
      return escaped(String(response.value));
    case 'fields':
      return question.kind === 'predict'
        ? question.fields.map((field) => encodeField(field, response.values[field.id])).join('~')
        : '';
    case 'repair':
      return response.works ? '1' : '0';
  }
}

type Field = Extract<Question, { kind: 'predict' }>['fields'][number];

/** "a" is the right value, "b" the first wrong one and so on; anything typed follows a "!". */
function encodeField(field: Field, value = ''): string {
  const known = [field.answer, ...field.wrong.map((entry) => entry.value)].indexOf(value);
  return known >= 0 ? (LETTERS[known] ?? '') : `!${escaped(value)}`;
}

export type Decoded =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly error: string };

const refuse = (error: string): Decoded => ({ ok: false, error });

/** Questions that this release no longer has are left out. */
export function decodeSession(text: string, bank: Bank): Decoded {
  const [version, modeLetter = '', seed = '', pass = '', at = '', done, ...rest] = text.split('.');
  if (version !== VERSION) return refuse('This is not a saved quiz of this version of Podpath.');
  const mode = MODES[modeLetter];
  const numbers = [seed, pass, at].map((part) =>
    /^[0-9a-z]{1,7}$/.test(part) ? Number.parseInt(part, 36) : -1,
  );
  const [seedValue = -1, passValue = -1, atValue = -1] = numbers;
  if (!mode || Math.min(...numbers) < 0 || passValue > 100 || !/^[01]$/.test(done ?? ''))
    return refuse('The saved quiz is damaged in its first part.');
  const entries = rest.map((part) => decodeEntry(part, bank));
  if (entries.includes(null)) return refuse('The saved quiz is damaged in one of its answers.');
  const known = entries.flatMap((entry) => (entry && entry !== 'unknown' ? [entry] : []));
  if (known.length === 0) return refuse('The saved quiz holds no question that this release has.');
  return {
    ok: true,
    session: {
      mode,
      seed: seedValue,
      passMark: passValue / 100,
      at: Math.min(atValue, known.length - 1),
      finished: done === '1',
      entries: known,
    },
  };
}

function decodeEntry(part: string, bank: Bank): Entry | 'unknown' | null {
  const [head = '', ...answer] = part.split('~');
  const variant = valueOf(head[SHORT]);
  if (head.length <= SHORT || variant < 0) return null;
  const found = bank.entries.find(({ question }) => shortId(question.id) === head.slice(0, SHORT));
  if (!found) return 'unknown';
  const id = found.question.id;
  const fresh: Entry = { id, variant, correct: false, score: 0, attempts: 0, hints: 0, seconds: 0 };
  if (variant > found.variants.length) return { ...fresh, variant: 0 };
  if (head.length === SHORT + 1) return fresh;
  const flags = valueOf(head[SHORT + 1]);
  const score = valueOf(head[SHORT + 2]);
  const seconds = Number.parseInt(head.slice(SHORT + 3) || '0', 36);
  if (flags < 0 || score < 0 || score > STEPS || Number.isNaN(seconds)) return null;
  const question = questionOf(found, variant);
  const response = answer.length > 0 ? decodeResponse(answer, question) : undefined;
  return {
    ...fresh,
    correct: (flags & 32) !== 0,
    hints: (flags >> 3) & 3,
    attempts: flags & 7,
    score: score / STEPS,
    seconds,
    ...(response ? { response } : {}),
  };
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

function decodeResponse(parts: readonly string[], question: Question): Response | undefined {
  const [first = ''] = parts;
  switch (question.kind) {
    case 'single':
    case 'multiple':
    case 'place':
    case 'line':
      return {
        kind: 'choices',
        chosen: [...first].filter((id) => question.choices.some((choice) => choice.id === id)),
      };
    case 'order':
      return { kind: 'order', order: [...first] };
    case 'match':
      return {
        kind: 'match',
        pairs: Object.fromEntries(
          question.pairs.map((pair, index) => [pair.id, first[index] ?? '']),
        ),
      };
    case 'number':
      return { kind: 'number', value: Number(unescaped(first)) };
    case 'predict':
      return {
        kind: 'fields',
        values: Object.fromEntries(
          question.fields.map((field, index) => [field.id, decodeField(field, parts[index] ?? '')]),
        ),
      };
    case 'repair':
      return {
        kind: 'repair',
        text: first === '1' ? question.solution : question.manifest,
        works: first === '1',
      };
  }
}

function decodeField(field: Field, text: string): string {
  if (text.startsWith('!')) return unescaped(text.slice(1));
  const index = LETTERS.indexOf(text);
  return index === 0 ? field.answer : (field.wrong[index - 1]?.value ?? '');
}
