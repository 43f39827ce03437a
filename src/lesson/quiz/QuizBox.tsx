import { useEffect, useRef } from 'react';
import type { Bank } from '../../quiz';
import { AskScreen } from './AskScreen';
import { HandIn } from './HandIn';
import { Result } from './Result';
import { StartScreen } from './StartScreen';
import { useQuiz } from './useQuiz';

/** The quiz itself: one screen at a time. */
export function QuizBox({ bank }: { readonly bank: Bank }) {
  const quiz = useQuiz(bank);
  const { snapshot, session, question } = quiz;
  const heading = useRef<HTMLHeadingElement>(null);
  const screen = `${String(snapshot.value)} ${session?.at} ${session?.seed}`;
  const first = useRef(screen);
  useEffect(() => {
    if (first.current === screen || snapshot.matches('answered')) return;
    first.current = screen;
    heading.current?.focus({ preventScroll: true });
    heading.current?.scrollIntoView({ block: 'nearest' });
  }, [screen, snapshot]);
  if (snapshot.matches('choosing')) return <StartScreen bank={bank} quiz={quiz} ref={heading} />;
  if (!session) return null;
  if (snapshot.matches('finished'))
    return <Result bank={bank} quiz={quiz} session={session} ref={heading} />;
  if (snapshot.matches('handingIn'))
    return <HandIn bank={bank} quiz={quiz} session={session} ref={heading} />;
  if (!question) return null;
  return (
    <AskScreen
      key={`${session.seed} ${question.id}`}
      bank={bank}
      quiz={quiz}
      session={session}
      question={question}
      ref={heading}
    />
  );
}
