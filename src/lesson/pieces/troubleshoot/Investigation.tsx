import { useContext, useEffect, useMemo, useRef } from 'react';
import type { StepperContext, StepperEvent } from '../../../machines/stepper';
import type { AnswerTable, Candidate, IncidentId, Problem, Result } from '../../../sim';
import { progress, recordAnswer } from '../../../state/progress';
import type { Lab } from '../../../state/worlds';
import { LessonLink } from '../../SiteLink';
import { SurroundingsContext } from '../../surroundings';
import { Console } from './Console';
import { checksOf, type Finding, findingsOf, progressKey, refutation, suspectsOf } from './model';
import { Moving } from './Moving';
import { Suspects } from './Suspects';
import classes from './troubleshoot.module.css';
import { Verdict } from './Verdict';

interface Props {
  readonly lab: Lab;
  readonly table: AnswerTable;
  readonly caseNumber: number;
  readonly context: StepperContext;
  readonly stage: string;
  readonly send: (event: StepperEvent) => void;
  /** the same case in the lab, for the address */
  readonly labLink: string;
  readonly onClose: () => void;
}

function unwrap(built: Result<Candidate, Problem[]>): Candidate {
  if (!built.ok) throw new Error(built.error.map((problem) => problem.message).join('; '));
  return built.value;
}

/** One case: the ticket on top, the suspects beside the terminal, the verdict at the end. */
export function Investigation(props: Props) {
  const { lab, table, caseNumber, context, stage, send, labLink, onClose } = props;
  const { sim, objects } = lab;
  const { lesson } = useContext(SurroundingsContext);
  const id = context.incident as IncidentId;
  const broken = useMemo(() => unwrap(sim.brokenCluster(objects, id)), [sim, objects, id]);
  const fixed = useMemo(() => unwrap(sim.fixedCluster(objects, broken)), [sim, objects, broken]);
  const cache = useRef({ broken: new Map<string, Finding>(), fixed: new Map<string, Finding>() });
  const { done, verified, shown, wrong } = context;
  const before = useMemo(
    () => findingsOf(sim, broken, done, cache.current.broken),
    [sim, broken, done],
  );
  const after = useMemo(
    () => findingsOf(sim, fixed, verified, cache.current.fixed),
    [sim, fixed, verified],
  );
  const seen = before.map((finding) => finding.seen);
  const suspects = suspectsOf(sim, table, seen, wrong);
  const ruledOut = sim.INCIDENT_IDS.filter(
    (other) => shown !== null && sim.ruledOutBy(table, other, seen) === shown,
  ).map((other) => sim.incident(other).title);
  const isNamed = stage === 'named' || stage === 'fixed';
  useRemembered(id, isNamed, wrong.length === 0);
  const heading = useFocusOn(stage);
  const lastWrong = wrong.at(-1);
  return (
    <Moving>
      <div className={classes.case}>
        <header className={classes.ticket}>
          <h4 ref={heading} tabIndex={-1}>
            Ticket, case {caseNumber}
          </h4>
          <p>{sim.incident(id).ticket}</p>
          <div className={classes.moves}>
            <button type="button" onClick={() => send({ type: 'BACK' })}>
              Back
            </button>
            <button type="button" onClick={() => send({ type: 'RESTART' })}>
              Restart
            </button>
            <button type="button" onClick={onClose}>
              All tickets
            </button>
            {lesson === null ? null : (
              <LessonLink query={`?${labLink}`} id="scene-lab">
                Take it to the lab
              </LessonLink>
            )}
          </div>
        </header>
        <Suspects
          suspects={suspects}
          named={isNamed ? id : null}
          objection={lastWrong ? refutation(sim, table, lastWrong, id, before) : ''}
          onName={(cause) => send({ type: 'NAME', cause })}
        />
        <div className={classes.desk}>
          {isNamed ? (
            <Verdict
              sim={sim}
              incident={sim.incident(id)}
              broken={broken}
              fixed={fixed}
              isFixed={stage === 'fixed'}
              onFix={() => send({ type: 'FIX' })}
            />
          ) : null}
          <Console
            checks={checksOf(sim)}
            findings={[...before, ...after]}
            shown={shown}
            before={before.length}
            ruledOut={ruledOut}
            onRun={(step) => send({ type: 'RUN', step })}
            onShow={(index) => send({ type: 'SHOW', index })}
          />
        </div>
      </div>
    </Moving>
  );
}

/** Naming the cause is remembered, opening a link to a solved case is not. A clean solution improves the mark. */
function useRemembered(id: string, isNamed: boolean, isClean: boolean): void {
  const wasNamed = useRef(isNamed);
  useEffect(() => {
    const isNew = isNamed && !wasNamed.current;
    wasNamed.current = isNamed;
    if (isNew && progress.getState().answers[progressKey(id)] !== true)
      recordAnswer(progressKey(id), isClean);
  }, [id, isNamed, isClean]);
}

/** When the view changes under the keyboard, focus goes to the ticket and not to nowhere. */
function useFocusOn(stage: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body && stage !== 'choosing') {
      const box = heading.current?.getBoundingClientRect();
      const isOnScreen = box !== undefined && box.bottom > 0 && box.top < window.innerHeight;
      if (isOnScreen) heading.current?.focus({ preventScroll: true });
    }
  }, [stage]);
  return heading;
}
