import { useMachine } from '@xstate/react';
import { use, useEffect, useRef } from 'react';
import { stepperMachine } from '../../../machines/stepper';
import { encodeFields } from '../../../state/url-state';
import { usePieceState } from '../../../state/usePieceState';
import { useLab } from '../useLab';
import { loadAnswers } from './answers';
import { Inbox } from './Inbox';
import { Investigation } from './Investigation';
import { decodeRuns, decodeWrong, encodeRuns, encodeWrong, LINK } from './model';

/** A broken cluster, six checks in any order, a cause to name, and the fix to watch. */
export function Piece({ id }: { readonly id: string }) {
  const lab = useLab();
  const table = use(loadAnswers());
  const { sim } = lab;
  const [link, change] = usePieceState(id, LINK);
  const [snapshot, send] = useMachine(stepperMachine);
  const { incident, done, wrong } = snapshot.context;
  const stage = String(snapshot.value);
  const isRestored = useRef(false);
  const isOpened = useRef(false);
  const lastCase = useRef(0);
  useEffect(() => {
    if (isRestored.current || link.case === 0) return;
    isRestored.current = true;
    send({
      type: 'RESTORE',
      incident: sim.dealt(link.case),
      done: decodeRuns(sim, link.runs),
      wrong: decodeWrong(sim, link.wrong),
      stage: link.stage === 'named' || link.stage === 'fixed' ? link.stage : 'checking',
    });
  }, [sim, link, send]);
  useEffect(() => {
    if (incident === null) {
      if (isOpened.current) change({ ...LINK });
      isOpened.current = false;
      return;
    }
    isOpened.current = true;
    change({ runs: encodeRuns(sim, done), wrong: encodeWrong(sim, wrong), stage });
  }, [sim, incident, done, wrong, stage, change]);
  const open = (number: number) => {
    isRestored.current = true;
    lastCase.current = number;
    change({ ...LINK, case: number });
    send({ type: 'OPEN', incident: sim.dealt(number) });
  };
  if (incident === null) return <Inbox sim={sim} onOpen={open} lastCase={lastCase.current} />;
  return (
    <Investigation
      key={`${link.case} ${incident}`}
      lab={lab}
      table={table}
      caseNumber={link.case}
      context={snapshot.context}
      stage={stage}
      send={send}
      labLink={`${id}=${encodeFields(link)}&lab=start:${id},case:${link.case}`}
      onClose={() => send({ type: 'CLOSE' })}
    />
  );
}
