/**
 * Which missed questions come back, and when. A missed question is due at once; how long it then stays away is reckoned by
 * FSRS, which is loaded only when a review is under way.
 */
import { progress } from '../../state/progress';
import { changeQuiz } from '../../state/quiz';
import type { ReviewCard } from '../../state/quiz-progress';

const NEW: Omit<ReviewCard, 'due'> = {
  stability: 0,
  difficulty: 0,
  scheduledDays: 0,
  learningSteps: 0,
  reps: 0,
  lapses: 0,
  state: 0,
};

export function noteMissed(id: string, now = Date.now()): void {
  const { cards } = progress.getState().quiz;
  const known = cards[id];
  changeQuiz({ cards: { ...cards, [id]: known ? { ...known, due: now } : { ...NEW, due: now } } });
}

export const dueIds = (
  cards: Readonly<Record<string, ReviewCard>>,
  now: number,
): readonly string[] =>
  Object.entries(cards)
    .filter(([, card]) => card.due <= now)
    .sort(([, one], [, other]) => one.due - other.due)
    .map(([id]) => id);

/** When the next one is due that is not due yet. */
export const nextDue = (
  cards: Readonly<Record<string, ReviewCard>>,
  now: number,
): number | undefined =>
  Object.values(cards)
    .map((card) => card.due)
    .filter((due) => due > now)
    .sort((one, other) => one - other)[0];

/** Only the first answer of a review counts: the second try already knows. */
export async function noteReviewed(
  id: string,
  isRight: boolean,
  before: { readonly attempts: number; readonly hints: number },
  now = Date.now(),
): Promise<void> {
  if (before.attempts > 0) return;
  const { reschedule } = await import('./spaced');
  const { cards } = progress.getState().quiz;
  const card = reschedule(cards[id] ?? { ...NEW, due: now }, isRight, before.hints, now);
  changeQuiz({ cards: { ...cards, [id]: card } });
}
