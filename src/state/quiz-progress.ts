/** The quiz's part of the progress: the sitting in its short form, drafts, results, and the plan of reviews. */

/** A card of spaced repetition as FSRS keeps it; times in milliseconds since 1970. */
export interface ReviewCard {
  readonly due: number;
  readonly stability: number;
  readonly difficulty: number;
  readonly scheduledDays: number;
  readonly learningSteps: number;
  readonly reps: number;
  readonly lapses: number;
  readonly state: number;
  readonly lastReview?: number;
}

export interface QuizResult {
  readonly at: number;
  readonly seed: number;
  readonly scaled: number;
  readonly passed: boolean;
}

export interface QuizProgress {
  /** see src/quiz/codec.ts; null before the first sitting */
  readonly session: string | null;
  /** edited manifests by question id, which the short form has no room for */
  readonly drafts: Readonly<Record<string, string>>;
  /** finished assessments, latest last */
  readonly results: readonly QuizResult[];
  /** by question id: missed ones and when to see them again */
  readonly cards: Readonly<Record<string, ReviewCard>>;
}

export const NO_QUIZ: QuizProgress = { session: null, drafts: {}, results: [], cards: {} };
const MOST_RESULTS = 50;
const LONGEST_DRAFT = 20_000;
const LONGEST_TEXT = 10_000;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const isFiniteNumber = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value);

/** Null when it is not a quiz's progress; single entries that make no sense are left out. */
export function parseQuizProgress(value: unknown): QuizProgress | null {
  if (!isRecord(value)) return null;
  const { session, drafts, results, cards } = value;
  if (session !== null && (typeof session !== 'string' || session.length > LONGEST_TEXT))
    return null;
  if (!isRecord(drafts) || !Array.isArray(results) || !isRecord(cards)) return null;
  return {
    session,
    drafts: Object.fromEntries(
      Object.entries(drafts).filter(
        (entry): entry is [string, string] =>
          typeof entry[1] === 'string' && entry[1].length <= LONGEST_DRAFT,
      ),
    ),
    results: results.flatMap(parseResult).slice(-MOST_RESULTS),
    cards: Object.fromEntries(
      Object.entries(cards).flatMap(([id, card]) => {
        const parsed = parseCard(card);
        return parsed ? [[id, parsed]] : [];
      }),
    ),
  };
}

function parseResult(value: unknown): QuizResult[] {
  if (!isRecord(value)) return [];
  const { at, seed, scaled, passed } = value;
  return isFiniteNumber(at) && isFiniteNumber(seed) && isFiniteNumber(scaled)
    ? [{ at, seed, scaled: Math.min(1, Math.max(0, scaled)), passed: passed === true }]
    : [];
}

const NUMBERS = [
  'due',
  'stability',
  'difficulty',
  'scheduledDays',
  'learningSteps',
  'reps',
  'lapses',
  'state',
] as const;

function parseCard(value: unknown): ReviewCard | null {
  if (!isRecord(value)) return null;
  const numbers = NUMBERS.map((name) => [name, value[name]] as const);
  if (!numbers.every(([, number]) => isFiniteNumber(number))) return null;
  const card = Object.fromEntries(numbers) as unknown as ReviewCard;
  return isFiniteNumber(value.lastReview) ? { ...card, lastReview: value.lastReview } : card;
}
