import { useMachine } from '@xstate/react';
import { useEffect, useMemo } from 'react';
import { stepperMachine } from '../../../machines/stepper';
import type { Candidate, Check, Observation } from '../../../sim';
import { usePieceState } from '../../../state/usePieceState';
import type { Lab } from '../../../state/worlds';
import { useLab } from '../useLab';

const HEALTHY = 'healthy';
const MTU_PATH = '/large?bytes=6000';

function candidateOf({ sim, build }: Lab, id: string): Candidate {
  const fault = sim.FAULT_IDS.find((entry) => entry === id);
  const cni = fault ? (sim.FAULTS[fault].cnis?.[0] ?? 'flannel') : 'flannel';
  const world = build({ cni, faults: fault ? [fault] : [] });
  const service = fault ? (sim.FAULTS[fault].clientName ?? 'my-service') : 'my-service';
  const path = id === 'mtu-black-hole' ? MTU_PATH : '/';
  const target = {
    client: 'pod-a',
    service,
    namespace: 'default',
    port: 8080,
    podIp: '10.244.1.8',
    podPort: 8080,
    path,
  };
  return { id, world, target };
}

/** A broken cluster, six checks in any order, a cause to name, and the fix to watch. */
export function Piece({ id }: { readonly id: string }) {
  const lab = useLab();
  const { sim } = lab;
  const [state, change] = usePieceState(id, { case: 'none', seed: 0 });
  const [snapshot, send] = useMachine(stepperMachine);
  const { incident, isDealt, done, shown, wrong } = snapshot.context;
  const ids = useMemo(() => [HEALTHY, ...sim.FAULT_IDS], [sim]);
  useEffect(() => {
    if (state.case !== 'none' && incident === null && ids.includes(state.case))
      send({ type: 'RESTORE', incident: state.case, isDealt: state.seed > 0, done: [] });
  }, [state.case, ids]);
  const begin = (type: 'CHOOSE' | 'DEAL', which: string, seed: number) => {
    change({ case: which, seed });
    send({ type, incident: which });
  };
  const deal = () => {
    const seed = state.seed + 1;
    begin('DEAL', ids[(seed * 7 + 3) % ids.length] ?? HEALTHY, seed);
  };
  const restart = () => {
    change({ case: 'none' });
    send({ type: 'RESTART' });
  };
  if (incident === null) {
    return (
      <div className="controls">
        <button type="button" className="action" onClick={deal}>
          Deal me a broken cluster
        </button>
        <label>
          or choose one{' '}
          <select value="" onChange={(event) => begin('CHOOSE', event.target.value, 0)}>
            <option value="" disabled>
              a cluster …
            </option>
            {ids.map((entry) => (
              <option key={entry} value={entry}>
                {titleOf(lab, entry)}
              </option>
            ))}
          </select>
        </label>
      </div>
    );
  }
  return (
    <Investigation
      key={incident}
      lab={lab}
      ids={ids}
      incident={incident}
      isDealt={isDealt}
      done={done}
      shown={shown}
      wrong={wrong}
      stage={String(snapshot.value)}
      send={send}
      onRestart={restart}
      onNext={deal}
    />
  );
}

const titleOf = ({ sim }: Lab, id: string): string =>
  sim.FAULT_IDS.find((entry) => entry === id)
    ? sim.FAULTS[id as keyof typeof sim.FAULTS].title
    : 'Nothing is broken';

interface Props {
  readonly lab: Lab;
  readonly ids: readonly string[];
  readonly incident: string;
  readonly isDealt: boolean;
  readonly done: readonly string[];
  readonly shown: string | null;
  readonly wrong: readonly string[];
  readonly stage: string;
  readonly send: (
    event: Parameters<ReturnType<typeof useMachine<typeof stepperMachine>>[1]>[0],
  ) => void;
  readonly onRestart: () => void;
  readonly onNext: () => void;
}

function Investigation({
  lab,
  ids,
  incident,
  isDealt,
  done,
  shown,
  wrong,
  stage,
  send,
  onRestart,
  onNext,
}: Props) {
  const { sim } = lab;
  const isFixed = stage === 'fixed';
  const broken = useMemo(() => candidateOf(lab, incident), [lab, incident]);
  const healthy = useMemo(() => candidateOf(lab, HEALTHY), [lab]);
  const current = isFixed
    ? { ...healthy, target: { ...broken.target, service: 'my-service' } }
    : broken;
  const candidates = useMemo(() => ids.map((entry) => candidateOf(lab, entry)), [lab, ids]);
  const checks = [sim.TICKET, ...sim.CHECKS];
  const observations = useMemo(
    () =>
      done.flatMap((step): Observation[] => {
        const check = checks.find((entry) => entry.id === step);
        return check ? [sim.observe(broken, check)] : [];
      }),

    [sim, broken, done],
  );
  const remaining = useMemo(
    () =>
      sim.remainingCauses(
        candidates,
        observations.filter((entry) => entry.check.id !== 'ticket'),
      ),
    [sim, candidates, observations],
  );
  const check = checks.find((entry) => entry.id === shown);
  const fault = sim.FAULT_IDS.find((entry) => entry === incident);
  const story = fault ? sim.FAULTS[fault] : null;
  return (
    <>
      <p className="outcome bad">
        <strong>The ticket:</strong>{' '}
        {story ? story.symptom : '“Networking is broken”, says somebody. Is it?'}
      </p>
      <div className="controls">
        <button
          type="button"
          className="action"
          aria-pressed="false"
          onClick={() => send({ type: 'BACK' })}
        >
          Back
        </button>
        <button type="button" className="action" aria-pressed="false" onClick={onRestart}>
          Start over
        </button>
        {!isDealt ? <span>You chose: {titleOf(lab, incident)}</span> : null}
      </div>
      <div className="checks" role="group" aria-label="Checks">
        {checks.map((entry, index) => (
          <button
            key={entry.id}
            type="button"
            data-layer={entry.layer}
            aria-pressed={shown === entry.id}
            onClick={() => send({ type: 'RUN', step: entry.id })}
          >
            {index === 0 ? '' : `${index}. `}
            {entry.title} {done.includes(entry.id) ? '✓' : ''}
          </button>
        ))}
      </div>
      {check ? (
        <Result lab={lab} check={check} candidate={current} />
      ) : (
        <p>Run the checks in any order. Each one says what it rules out.</p>
      )}
      <p role="status">
        {done.length > 0
          ? `${remaining.length} of ${ids.length} explanations fit everything you have seen.`
          : ''}
      </p>
      {stage === 'checking' ? (
        <fieldset className="checks">
          <legend>Name the cause</legend>
          {ids.map((entry) => {
            const out = !remaining.includes(entry);
            return (
              <button
                key={entry}
                type="button"
                disabled={wrong.includes(entry)}
                onClick={() => send({ type: 'NAME', cause: entry })}
              >
                {titleOf(lab, entry)} {out ? '· ruled out' : ''}{' '}
                {wrong.includes(entry) ? '· no' : ''}
              </button>
            );
          })}
        </fieldset>
      ) : null}
      {stage !== 'checking' ? (
        <div className="outcome" role="status">
          <p>
            <strong>{titleOf(lab, incident)}.</strong>{' '}
            {story?.trueCause ??
              'Every check passes: the cluster is healthy, and the ticket needs a better question.'}
          </p>
          {story ? (
            <p>
              Where it shows: <code>{story.where.command}</code> in {story.where.at}:{' '}
              {story.where.shows}
            </p>
          ) : null}
          {story && !isFixed ? (
            <p>
              The fix: {story.fix.summary}{' '}
              <button type="button" className="action" onClick={() => send({ type: 'FIX' })}>
                Apply the fix
              </button>
            </p>
          ) : null}
          {isFixed ? (
            <p>Fixed. Run the checks again: they now run in the repaired cluster.</p>
          ) : null}
          <button type="button" className="action" onClick={onNext}>
            Deal another
          </button>
        </div>
      ) : null}
    </>
  );
}

function Result({
  lab,
  check,
  candidate,
}: {
  readonly lab: Lab;
  readonly check: Check;
  readonly candidate: Candidate;
}) {
  const { sim } = lab;
  const { run } = useMemo(() => sim.observe(candidate, check), [sim, candidate, check]);
  const { outcome } = sim.signatureOf(run);
  return (
    <div className="terminal" aria-live="polite">
      <div className="where">
        <span>
          {check.question} Answer: <strong>{outcome}</strong>
        </span>
      </div>

      <pre tabIndex={0}>
        <b>$ {check.command(candidate.target)}</b>
        {`\n${run.lines.map((line) => line.text).join('\n')}`}
      </pre>
      <p style={{ padding: '0 0.9rem' }}>
        <em>Mind the textbook:</em> {check.misleads}
      </p>
    </div>
  );
}
