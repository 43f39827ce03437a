/** The sitting: the machine, what is kept of it, and what others are told about it. */
import { useMachine } from '@xstate/react';
import { useContext, useEffect, useRef, useState } from 'react';
import { quizMachine } from '../../machines/quiz';
import {
  type Bank,
  decodeSession,
  encodeSession,
  grade,
  isPassed,
  keyOf,
  type Mode,
  plain,
  questionAt,
  type Response,
  scaledOf,
  type Session,
  startSession,
  tellQuiz,
} from '../../quiz';
import { notify } from '../../state/notices';
import { progress, recordAnswer } from '../../state/progress';
import { changeQuiz } from '../../state/quiz';
import { SurroundingsContext } from '../surroundings';
import { noteMissed, noteReviewed } from './review-plan';

/** What was kept; a sitting that cannot be read is set aside with a notice. */
function restored(bank: Bank): Session | null {
  const text = progress.getState().quiz.session;
  if (text === null) return null;
  const decoded = decodeSession(text, bank);
  if (decoded.ok) return decoded.session;
  notify(`${decoded.error} It was set aside; your other progress is untouched.`);
  return null;
}

export function useQuiz(bank: Bank) {
  const { passMark } = useContext(SurroundingsContext);
  const [initial] = useState(() => restored(bank));
  const [snapshot, send] = useMachine(quizMachine, { input: { session: initial } });
  const { session } = snapshot.context;
  const shownAt = useRef(0);
  const startedAt = useRef(0);
  useEffect(() => {
    shownAt.current = performance.now();
    if (startedAt.current === 0) startedAt.current = performance.now();
  }, [session?.at, session?.seed]);
  const kept = useRef<string | null>(progress.getState().quiz.session);
  useEffect(() => {
    const text = session && encodeSession(session, bank);
    if (text === null || text === kept.current) return;
    kept.current = text;
    changeQuiz({ session: text });
  }, [session, bank]);
  // A host or an imported file may put another sitting in the store.
  useEffect(
    () =>
      progress.subscribe((state) => {
        if (state.quiz.session === kept.current) return;
        kept.current = state.quiz.session;
        const taken = restored(bank);
        send({ type: 'START', session: taken ?? emptySession });
      }),
    [bank, send],
  );
  const isFinished = snapshot.matches('finished');
  const wasFinished = useRef(isFinished);
  useEffect(() => {
    if (isFinished && !wasFinished.current && session)
      tellFinished(session, performance.now() - startedAt.current);
    wasFinished.current = isFinished;
  }, [isFinished, session]);

  const question = session ? questionAt(bank, session) : undefined;
  const answer = (response: Response) => {
    const entry = session?.entries[session.at];
    if (!session || !question || !entry) return;
    const result = grade(question, response);
    const seconds = Math.round((performance.now() - shownAt.current) / 1000);
    shownAt.current = performance.now();
    send({ type: 'ANSWER', response, grade: result, seconds });
    recordAnswer(question.id, result.correct);
    if (session.mode === 'review') void noteReviewed(question.id, result.correct, entry);
    else if (!result.correct && entry.attempts === 0) noteMissed(question.id);
    tellQuiz({
      type: 'answered',
      mode: session.mode,
      questionId: question.id,
      variant: question.variant,
      objective: question.objective,
      depth: question.depth,
      kind: question.kind,
      text: plain(question.stem),
      response,
      key: keyOf(question),
      correct: result.correct,
      score: result.score,
      durationMs: seconds * 1000,
      attempt: entry.attempts + 1,
      hints: entry.hints,
    });
  };
  const start = (mode: Mode, seed: number, ids?: readonly string[]) => {
    startedAt.current = performance.now();
    changeQuiz({ drafts: {} });
    send({ type: 'START', session: startSession(bank, { mode, seed, ids, passMark }) });
  };
  return { snapshot, send, session, question, answer, start };
}

export type QuizSitting = ReturnType<typeof useQuiz>;

const emptySession: Session = {
  mode: 'practice',
  seed: 0,
  passMark: 0,
  at: 0,
  finished: false,
  entries: [],
};

function tellFinished(session: Session, durationMs: number): void {
  const scaled = scaledOf(session);
  const passed = isPassed(session);
  if (session.mode === 'assessment') {
    const { results } = progress.getState().quiz;
    const result = { at: Date.now(), seed: session.seed, scaled, passed };
    changeQuiz({ results: [...results, result].slice(-50) });
  }
  tellQuiz({
    type: 'finished',
    mode: session.mode,
    seed: session.seed,
    scaled,
    passMark: session.passMark,
    passed,
    durationMs: Math.round(durationMs),
  });
}
