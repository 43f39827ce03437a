import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import type { Actor, SnapshotFrom } from 'xstate';
import { type StoreApi, useStore } from 'zustand';
import type { CourseHost } from '../host';
import type { Learner } from '../learner';
import { HoldContext, type Surroundings, SurroundingsContext } from '../../lesson/surroundings';
import { type EmbedLink, LESSON, printLink } from '../link';
import type { sessionMachine } from '../session';
import { PieceAddressContext } from '../../state/piece-address';
import { SceneBoundary } from '../../lesson/ScenePicture';
import { EmbedScene } from './EmbedScene';
import { type LineFacts, progressLine } from './line';
import { pieceInfo } from './pieces';
import { Status } from './Status';

export interface CoursePieceProps {
  readonly link: EmbedLink;
  readonly learner: Learner;
  readonly session: Actor<typeof sessionMachine>;
  /** an LMS keeps what was done so far, and the piece begins with it: it is waited for */
  readonly waits: boolean;
  readonly onHeight: (heightPixels: number) => void;
  readonly onLeave: (() => void) | null;
  readonly hold: StoreApi<{ readonly isHeld: boolean }>;
  readonly site: string | null;
  /** before the quiz is shown: draws a sitting when none was kept */
  readonly prepare: (passMark: number | null) => Promise<void>;
}

const Quiz = lazy(() =>
  import('../../lesson/quiz/Quiz').then((module) => ({ default: module.Quiz })),
);
const Lesson = lazy(() =>
  import('./EmbedLesson').then((module) => ({ default: module.EmbedLesson })),
);

/** An embedded piece with its one line about progress. */
export function CoursePiece(props: CoursePieceProps) {
  const { link, learner, session, onHeight } = props;
  const frame = useRef<HTMLDivElement>(null);
  const snapshot = useSession(session);
  const { welcome, host, kept, round } = snapshot.context;
  const [isStarted, setStarted] = useState(!props.waits);
  useEffect(() => {
    if (welcome) void props.prepare(welcome.passMark).then(() => setStarted(true));
  }, [welcome]);
  useHeight(frame, onHeight);
  const { isHeld } = useStore(props.hold);
  const passMark = welcome?.passMark ?? link.pass;
  const around = useMemo(
    () => surroundings(link, props.site, passMark),
    [link, props.site, passMark],
  );
  const stage = stageOf(snapshot);
  const facts: LineFacts = {
    host,
    stage,
    refusal: snapshot.context.refusal,
    wasFramed: snapshot.context.wanted.kind === 'iframe',
    hasSaved: snapshot.context.savedText !== null,
    kept,
  };
  const line = progressLine(facts);
  const { title, takeaway } = pieceInfo(link.piece);
  const isQuiet = link.chrome === 'none' && stage !== 'unsaved' && !facts.refusal;
  return (
    <div className="course-piece" ref={frame} data-stage={stage}>
      {link.piece === 'lesson' ? null : (
        <Above
          isPage={snapshot.context.wanted.kind !== 'element'}
          title={link.chrome === 'none' ? title : null}
        />
      )}
      {link.chrome === 'full' && link.piece !== 'lesson' ? (
        <header className="course-head">
          <h3>{title}</h3>
          <p>{takeaway}</p>
        </header>
      ) : null}
      {isStarted ? (
        <SurroundingsContext value={around}>
          <HoldContext value={isHeld}>
            <PieceAddressContext value={learner.address}>
              <SceneBoundary title={title}>
                <Suspense fallback={<p className="loading">The cluster is starting …</p>}>
                  <Content key={round} link={link} learner={learner} />
                </Suspense>
              </SceneBoundary>
            </PieceAddressContext>
          </HoldContext>
        </SurroundingsContext>
      ) : (
        <p className="loading">Connecting to your course …</p>
      )}
      {isQuiet ? (
        <p role="status" className="course-quiet">
          {line}
        </p>
      ) : (
        <Status
          host={host}
          line={line}
          fullAddress={fullAddress(link, host)}
          onLeave={host.can.closes ? props.onLeave : null}
        />
      )}
    </div>
  );
}

interface AboveProps {
  readonly isPage: boolean;
  /** of a piece that shows none */
  readonly title: string | null;
}

/** What stands above a piece in its lesson, so that its headings keep their rank; the page around an element has its own. */
function Above({ isPage, title }: AboveProps) {
  return (
    <div className="course-quiet">
      {isPage ? <h1>Podpath</h1> : null}
      <h2>From the lesson “{pieceInfo('lesson').title}”</h2>
      {title === null ? null : <h3>{title}</h3>}
    </div>
  );
}

function Content({ link, learner }: { readonly link: EmbedLink; readonly learner: Learner }) {
  if (link.piece === 'quiz') return <Quiz />;
  if (link.piece === 'lesson') {
    const { place } = learner.store.getState();
    return <Lesson learner={learner} step={link.isLocked ? link.step : place || link.step} />;
  }
  return <EmbedScene {...pieceInfo(link.piece)} startsAtOnce hasHead={link.chrome === 'mini'} />;
}

/** The lesson alone has its places in the piece itself; a picture or the quiz leads to the site, if there is one. */
const surroundings = (link: EmbedLink, site: string | null, passMark: number): Surroundings => ({
  pages: site,
  lesson: link.piece === 'lesson' ? '' : site && `${site}${LESSON}.html`,
  isGuest: true,
  passMark,
});

function stageOf(snapshot: SnapshotFrom<typeof sessionMachine>): LineFacts['stage'] {
  if (snapshot.status === 'done') return 'ended';
  if (snapshot.matches('reading')) return 'reading';
  if (snapshot.matches({ active: 'saved' })) return 'saved';
  if (snapshot.matches({ active: 'unsaved' })) return 'unsaved';
  if (snapshot.matches('active')) return 'saving';
  return 'connecting';
}

function useSession(session: Actor<typeof sessionMachine>): SnapshotFrom<typeof sessionMachine> {
  const [snapshot, setSnapshot] = useState(() => session.getSnapshot());
  useEffect(() => {
    setSnapshot(session.getSnapshot());
    const subscription = session.subscribe(setSnapshot);
    return () => subscription.unsubscribe();
  }, [session]);
  return snapshot;
}

/** Fonts and late pictures change the height long after the first picture, so it is watched for good. */
function useHeight(
  frame: { readonly current: HTMLDivElement | null },
  onHeight: (heightPixels: number) => void,
): void {
  const tell = useMemo(() => onHeight, [onHeight]);
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    let request = 0;
    const observer = new ResizeObserver(() => {
      cancelAnimationFrame(request);
      request = requestAnimationFrame(() => tell(element.getBoundingClientRect().height));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [frame, tell]);
}

/** Inside a package there is no other page to open. */
function fullAddress(link: EmbedLink, host: CourseHost): string | null {
  if (/scorm|cmi5|element/.test(host.kind) || link.chrome !== 'mini') return null;
  return printLink({ ...link, chrome: 'full', host: 'none' }) || '?v=1&chrome=full&host=none';
}
