import { lazy, Suspense } from 'react';
import type { Question, Response } from '../../quiz';
import { Choices } from './kinds/Choices';
import { Lines } from './kinds/Lines';
import { Match } from './kinds/Match';
import { Numeric } from './kinds/Numeric';
import { Order } from './kinds/Order';
import { Packet } from './kinds/Packet';
import classes from './quiz.module.css';

const Place = lazy(() => import('./kinds/Place').then((module) => ({ default: module.Place })));
const Repair = lazy(() => import('./kinds/Repair').then((module) => ({ default: module.Repair })));

interface Props {
  readonly question: Question;
  readonly response: Response | undefined;
  readonly onChange: (response: Response | undefined) => void;
  readonly seed: number;
}

/** What the learner answers with, by the kind of the question. Pictures and the simulator are loaded when one needs them. */
export function Answer({ question, ...rest }: Props) {
  switch (question.kind) {
    case 'single':
    case 'multiple':
      return <Choices question={{ ...question, kind: question.kind }} {...rest} />;
    case 'line':
      return <Lines question={{ ...question, kind: question.kind }} {...rest} />;
    case 'order':
      return <Order question={question} {...rest} />;
    case 'match':
      return <Match question={question} {...rest} />;
    case 'number':
      return <Numeric question={question} {...rest} />;
    case 'predict':
      return <Packet question={question} {...rest} />;
    case 'place':
      return (
        <Suspense fallback={<p className={classes.waiting}>The cluster is starting …</p>}>
          <Place question={question} {...rest} />
        </Suspense>
      );
    case 'repair':
      return (
        <Suspense fallback={<p className={classes.waiting}>The cluster is starting …</p>}>
          <Repair question={question} {...rest} />
        </Suspense>
      );
  }
}

/** Whether there is enough to grade: every list chosen from, every field filled. */
export function isComplete(question: Question, response: Response | undefined): boolean {
  if (!response) return false;
  if (question.kind === 'match' && response.kind === 'match')
    return question.pairs.every((pair) => (response.pairs[pair.id] ?? '') !== '');
  if (question.kind === 'predict' && response.kind === 'fields')
    return question.fields.every((field) => (response.values[field.id] ?? '').trim() !== '');
  return true;
}
