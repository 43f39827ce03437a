/** FSRS between our cards and its own. Without fuzz, so that the same answers give the same days. */
import { type Card, createEmptyCard, fsrs, type Grade, Rating } from 'ts-fsrs';
import type { ReviewCard } from '../../state/quiz-progress';

const scheduler = fsrs({ enable_fuzz: false });

export function reschedule(
  card: ReviewCard,
  isRight: boolean,
  hints: number,
  now: number,
): ReviewCard {
  const rating: Grade = isRight ? (hints > 0 ? Rating.Hard : Rating.Good) : Rating.Again;
  const { card: next } = scheduler.next(toCard(card), new Date(now), rating);
  return {
    due: next.due.getTime(),
    stability: next.stability,
    difficulty: next.difficulty,
    scheduledDays: next.scheduled_days,
    learningSteps: next.learning_steps,
    reps: next.reps,
    lapses: next.lapses,
    state: next.state,
    ...(next.last_review && { lastReview: next.last_review.getTime() }),
  };
}

const toCard = (card: ReviewCard): Card => ({
  ...createEmptyCard(new Date(card.due)),
  stability: card.stability,
  difficulty: card.difficulty,
  scheduled_days: card.scheduledDays,
  learning_steps: card.learningSteps,
  reps: card.reps,
  lapses: card.lapses,
  state: card.state,
  ...(card.lastReview !== undefined && { last_review: new Date(card.lastReview) }),
});
