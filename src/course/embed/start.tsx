/** Puts one piece with its session into an element, for the page of a frame and for the custom element alike. */
import { createRoot } from 'react-dom/client';
import { createActor } from 'xstate';
import { createStore } from 'zustand/vanilla';
import { listenToQuiz, type QuizEvent } from '../../quiz';
import { watchSession } from '../../state/quiz';
import type { CourseHost, Report } from '../host';
import { createLearner, type Learner } from '../learner';
import type { EmbedLink } from '../link';
import { sessionMachine } from '../session';
import { currentStep } from '../steps';
import { CoursePiece } from './CoursePiece';
import { judgedReports, prepareQuiz, ungraded, visitedFraction } from './reports';

export interface Placement {
  readonly root: HTMLElement;
  readonly link: EmbedLink;
  readonly host: CourseHost;
  readonly fallback: CourseHost;
  readonly setTheme: (theme: 'auto' | 'light' | 'dark') => void;
  readonly onLeave: (() => void) | null;
  /** "https://podpath.example/" with the pages of the site; null inside a package */
  readonly site: string | null;
}

export interface RunningPiece {
  readonly session: ReturnType<typeof createSession>;
  stop(): void;
}

const createSession = (host: CourseHost, fallback: CourseHost, learner: Learner) =>
  createActor(sessionMachine, {
    input: { host, fallback, snapshot: learner.snapshot, restore: learner.restore },
  });

export function startPiece(placement: Placement): RunningPiece {
  const { link, host, fallback } = placement;
  const learner = createLearner(link);
  const session = createSession(host, fallback, learner);
  const isLms = host.kind === 'scorm12' || host.kind === 'scorm2004' || host.kind === 'cmi5';
  const hold = createStore(() => ({ isHeld: false }));
  let isDone = false;
  const answered = (reports: readonly Report[]): void =>
    session.send({ type: 'ANSWERED', reports });
  const moved = (): void => {
    if (link.piece === 'lesson') return lessonMoved();
    // Playing with a picture is what there is to do: the first move completes it.
    if (!isDone && link.piece !== 'quiz') {
      isDone = true;
      answered([{ type: 'finished', outcome: { scaled: null, hasPassed: null } }]);
    } else session.send({ type: 'MOVED', reports: [] });
  };
  const lessonMoved = (): void => {
    const { place, visited } = learner.store.getState();
    const fraction = visitedFraction(visited);
    const reports: readonly Report[] = [{ type: 'progress', fraction, place }];
    if (fraction < 1 || isDone) return session.send({ type: 'MOVED', reports });
    isDone = true;
    answered([...reports, { type: 'finished', outcome: { scaled: null, hasPassed: null } }]);
  };
  const onQuiz = (event: QuizEvent): void => {
    if (event.type === 'answered') learner.noteAnswer();
    const passMark = session.getSnapshot().context.welcome?.passMark ?? link.pass;
    // The sitting is stored after the word has been spread: read it when it is there.
    setTimeout(
      () =>
        void judgedReports(event, passMark).then((reports) =>
          answered(link.piece === 'lesson' ? ungraded(reports) : reports),
        ),
      0,
    );
  };
  const stops = [
    learner.onMove(moved),
    listenToQuiz(onQuiz),
    watchSession(() => session.send({ type: 'MOVED', reports: [] })),
    host.onCommand((command) => {
      if (command.type === 'goto')
        placement.root.querySelector(`#${CSS.escape(currentStep(command.step))}`)?.scrollIntoView();
      else hold.setState({ isHeld: command.type === 'pause' });
    }),
  ];
  // A page may answer long after its frame has given up waiting.
  host.onLateWelcome?.((welcome) => {
    const connected = { welcome, ...learner.restore(welcome.state, true) };
    if (connected.kept === 'outdone')
      host.log.problem(`the kept state is outdone: ${welcome.state ?? ''}`);
    session.send({ type: 'FOUND', host, connected });
  });
  placement.setTheme(link.theme);
  session.subscribe(({ context: { welcome } }) => {
    if (welcome?.theme && link.theme === 'auto') placement.setTheme(welcome.theme);
  });
  session.start();
  const root = createRoot(placement.root);
  root.render(
    <CoursePiece
      link={link}
      learner={learner}
      session={session}
      waits={isLms}
      hold={hold}
      site={placement.site}
      onHeight={(height) => host.resize(height)}
      onLeave={placement.onLeave}
      prepare={(passMark) =>
        isLms && link.piece === 'quiz' ? prepareQuiz(passMark ?? link.pass) : Promise.resolve()
      }
    />,
  );
  return {
    session,
    stop: () => {
      for (const stop of stops) stop();
      session.stop();
      root.unmount();
    },
  };
}
