/** What a learner does in an embedded piece, gathered for whoever keeps it: positions, place, answers. */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { shortId } from '../quiz';
import type { PieceAddress } from '../state/piece-address';
import { restoreSession, savedSession } from '../state/quiz';
import type { EmbedLink } from './link';
import { EMPTY_STATE, printState, readState, type SavedState, STATE_BUDGET } from './saved-state';
import type { Restored } from './session';

export interface Learner {
  readonly store: StoreApi<Omit<SavedState, 'quiz'>>;
  /** the pictures' way to read and write their positions */
  readonly address: PieceAddress;
  /** the line to keep; null when it does not fit */
  snapshot(limit: number): string | null;
  /**
   * Takes over what was kept, unless the learner was faster: what was done here goes first. `isLate`: the learner has been
   * at work for a while, and is not carried off to another place.
   */
  restore(text: string | null, isLate?: boolean): Restored;
  /** From now on a sitting that a host brings does not replace the one on the screen. */
  noteAnswer(): void;
  visit(section: string): void;
  onMove(listener: () => void): () => void;
}

export function createLearner(link: EmbedLink): Learner {
  const { quiz: _, ...empty } = EMPTY_STATE;
  const store = createStore<Omit<SavedState, 'quiz'>>(() => empty);
  const movers = new Set<() => void>();
  let hasAnswered = false;
  const tell = (): void => {
    for (const call of movers) call();
  };
  return {
    store,
    address: {
      read: (piece) => {
        const own = piece === link.piece ? positionOf(link) : null;
        return link.isLocked ? own : (store.getState().pieces[piece] ?? own);
      },
      write: (piece, fields) => {
        const { [piece]: __, ...others } = store.getState().pieces;
        store.setState({ pieces: { ...others, [piece]: fields } });
        tell();
      },
    },
    snapshot: (limit) =>
      printState(
        {
          ...store.getState(),
          ...(link.isLocked ? { pieces: {} } : {}),
          quiz: savedSession() ?? '',
        },
        Math.min(limit, STATE_BUDGET),
      ),
    restore: (text, isLate = false) => {
      const { kind, state } = readState(text);
      const { quiz, ...rest } = state;
      const here = savedSession();
      const isOpenToIt = here === null || (isLate && !hasAnswered);
      const isOutdone = quiz !== '' && quiz !== here && !isOpenToIt && hasAnswered;
      if (quiz !== '' && isOpenToIt) restoreSession(quiz);
      const now = store.getState();
      const place = isLate ? now.place || rest.place : rest.place || now.place;
      store.setState({
        place,
        carried: rest.carried || now.carried,
        visited: [...new Set([...rest.visited, ...now.visited])],
        pieces: { ...rest.pieces, ...now.pieces },
      });
      const isLesson = link.piece === 'lesson';
      const isMoved = Object.keys(rest.pieces).some(
        (piece) => !(piece in now.pieces) && (isLesson || piece === link.piece),
      );
      const isNews = isMoved || (isLesson && place !== now.place);
      return { kept: isOutdone ? 'outdone' : kind, isNews: isNews && !link.isLocked };
    },
    noteAnswer: () => {
      hasAnswered = true;
    },
    visit: (section) => {
      const { visited, place } = store.getState();
      const id = shortId(section);
      if (place === section && visited.includes(id)) return;
      store.setState({ place: section, visited: [...new Set([...visited, id])] });
      tell();
    },
    onMove: (listener) => {
      movers.add(listener);
      return () => movers.delete(listener);
    },
  };
}

/** The position that the link asks for; a scenario is the broken cluster of the troubleshooting piece. */
function positionOf({ state, scenario }: EmbedLink): string | null {
  if (state !== '') return state;
  return scenario === '' ? null : `case:${scenario},seed:0`;
}
