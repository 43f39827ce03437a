import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LINK, type EmbedLink, PIECES, printLink, readLink } from './link';

const slug = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,20}$/);
const field = fc.stringMatching(/^[a-z0-9.-]{1,12}:[a-z0-9.-]{1,12}$/);
const anyLink: fc.Arbitrary<EmbedLink> = fc.record({
  piece: fc.constantFrom(...PIECES),
  lesson: fc.constant(DEFAULT_LINK.lesson),
  step: fc.oneof(fc.constant(''), slug),
  scenario: fc.oneof(fc.constant(''), slug),
  state: fc.array(field, { maxLength: 8 }).map((fields) => fields.join(',')),
  theme: fc.constantFrom('auto', 'light', 'dark'),
  lang: fc.constant('en'),
  chrome: fc.constantFrom('none', 'mini', 'full'),
  isLocked: fc.boolean(),
  host: fc.constantFrom('auto', 'none', 'iframe', 'scorm12', 'scorm2004', 'cmi5'),
  pass: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
  passesKeys: fc.boolean(),
});

describe('the address of an embedded piece', () => {
  test('what is printed is read back', () => {
    fc.assert(
      fc.property(anyLink, (link) => {
        expect(readLink(link.piece, printLink(link))).toEqual({ link, notes: [] });
      }),
      { numRuns: 1_000, seed: 21 },
    );
  });

  test('a link of defaults has no query', () => {
    expect(printLink(DEFAULT_LINK)).toBe('');
  });

  test('unknown parameters are ignored', () => {
    expect(readLink('quiz', '?utm_source=x&v=1').notes).toEqual([]);
  });

  test.each([
    ['v', '?v=2'],
    ['step', '?step=<script>'],
    ['step', `?step=${'a'.repeat(200)}`],
    ['scenario', '?scenario=../../x'],
    ['s', '?s=%%%'],
    ['s', `?s=${'QUFB'.repeat(600)}`],
    ['s', '?s=PHNjcmlwdD4'],
    ['theme', '?theme=red'],
    ['lang', '?lang=de'],
    ['chrome', '?chrome=all'],
    ['lock', '?lock=yes'],
    ['host', '?host=standalone'],
    ['pass', '?pass=80'],
    ['pass', '?pass=1e-1'],
    ['lesson', '?lesson=__proto__'],
    ['keys', '?keys=all'],
  ])('a bad %s falls back to its default with a note: %s', (name, query) => {
    const { link, notes } = readLink('quiz', query);
    expect(link).toEqual({ ...DEFAULT_LINK, piece: 'quiz' });
    expect(notes).toEqual([`the parameter "${name}" cannot be read; it is left out`]);
  });

  test.each(['', '__proto__', 'constructor', '<img>', 'index'])(
    'the piece %j does not exist: the lesson is shown',
    (piece) => {
      expect(readLink(piece, '')).toEqual({
        link: DEFAULT_LINK,
        notes: ['there is no such piece; the lesson is shown'],
      });
    },
  );

  test('no query makes it throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (query, piece) => {
        readLink(piece, query);
        readLink('quiz', `?s=${query}&step=${query}&pass=${query}`);
      }),
      { numRuns: 2_000, seed: 22 },
    );
  });
});
