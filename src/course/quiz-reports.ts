/** What the quiz tells, in the words of a course. */
import { type Answered, answeredCount, type Response, scaledOf, type Session } from '../quiz';
import type { AnswerData, Interaction, Report } from './host';

const LONGEST_ANSWER = 4_000;

/** `session` is the sitting after the answer; null when it cannot be read. */
export function reportsOf(
  event: Answered,
  session: Session | null,
  now: number,
): readonly Report[] {
  const interaction: Interaction = {
    id: event.questionId,
    text: event.text,
    answer: answerOf(event.kind, event.response, event.key),
    isRight: event.correct,
    latencySeconds: event.durationMs / 1000,
    answeredAt: now,
  };
  const isGraded = event.mode === 'assessment' && session !== null;
  const scaled = isGraded ? scaledOf(session) : null;
  const fraction = session ? answeredCount(session) / Math.max(1, session.entries.length) : 0;
  return [
    { type: 'answered', interaction, scaled },
    { type: 'progress', fraction, place: '' },
  ];
}

export function answerOf(kind: Answered['kind'], response: Response, key: Response): AnswerData {
  if (response.kind === 'choices' && key.kind === 'choices')
    return { kind: 'choice', chosen: response.chosen, correct: key.chosen };
  if (response.kind === 'order' && key.kind === 'order')
    return { kind: 'sequencing', chosen: response.order, correct: key.order };
  if (response.kind === 'match' && key.kind === 'match')
    return {
      kind: 'matching',
      chosen: Object.entries(response.pairs),
      correct: Object.entries(key.pairs),
    };
  if (response.kind === 'number' && key.kind === 'number')
    return { kind: 'numeric', chosen: response.value, correct: key.value };
  const made = kind === 'repair' ? 'performance' : 'text';
  return { kind: made, chosen: wordsOf(response), correct: wordsOf(key) };
}

function wordsOf(response: Response): string {
  if (response.kind === 'fields')
    return Object.entries(response.values)
      .map(([name, value]) => `${name}: ${value}`)
      .join('; ')
      .slice(0, LONGEST_ANSWER);
  // A whole manifest is no answer that a gradebook can show; whether it works is.
  if (response.kind === 'repair') return response.works ? 'works' : 'does not work';
  return '';
}
