import { use, useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { TraceFigure } from '../../../panels/TraceFigure';
import type { CniName, FaultId, Run, World } from '../../../sim';
import { keepDraft, readDraft } from '../../../state/lab-draft';
import { usePieceState } from '../../../state/usePieceState';
import type { Lab } from '../../../state/worlds';
import { useLab } from '../useLab';
import { Editor } from './Editor';
import { loadManifest, type Manifest } from './manifest';
import { Request } from './Request';
import { type Start, startOf } from './starts';
import { type Entry, Terminal } from './Terminal';
import { begin, type Open, reducer, resume } from './workbench';
import classes from './lab.module.css';

const CNIS: readonly { readonly name: CniName; readonly label: string }[] = [
  { name: 'flannel', label: 'Flannel, VXLAN' },
  { name: 'calico', label: 'Calico, BGP' },
  { name: 'calico-vxlan', label: 'Calico, VXLAN' },
];

/** The whole cluster on the bench: change its manifest, type commands in it, watch what they send. */
export function Piece({ id }: { readonly id: string }) {
  const lab = useLab();
  const manifest = use(loadManifest());
  const [link, change] = usePieceState(id, { start: 'clusterip-trace', hop: 0, case: 0 });
  return (
    <Bench
      key={`${link.start} ${link.case}`}
      lab={lab}
      manifest={manifest}
      start={startOf(link.start)}
      hop={link.hop}
      caseNumber={link.case}
      onHop={(hop) => change({ hop })}
    />
  );
}

interface BenchProps {
  readonly lab: Lab;
  readonly manifest: Manifest;
  readonly start: Start;
  readonly hop: number;
  /** of an incident that somebody brought here; 0: nothing is broken */
  readonly caseNumber: number;
  readonly onHop: (hop: number) => void;
}

interface Session {
  /** of the world that these commands ran in */
  readonly revision: number;
  readonly entries: readonly Entry[];
  readonly last: Run | null;
}

function Bench({ lab, manifest, start, hop, caseNumber, onHop }: BenchProps) {
  const { sim } = lab;
  const { file, text: original, read } = manifest;
  const fault = faultOf(sim, caseNumber);
  const open = useMemo<Open>(
    () => (text, cni) => {
      const objects = read([{ file, text }]);
      const faults = fault ? [fault] : [];
      return objects.ok ? sim.buildWorld(objects.value, { cni, faults }) : objects;
    },
    [sim, file, read, fault],
  );
  const [bench, act] = useReducer(reducer(open), null, () => {
    const cni = (fault && sim.FAULTS[fault].cnis?.[0]) ?? start.cni;
    return resume(
      open,
      begin(open, original, cni),
      readDraft(() => window.sessionStorage),
    );
  });
  useEffect(() => {
    const isOwn = bench.draft !== original;
    keepDraft(() => window.sessionStorage, isOwn ? bench.draft : null);
  }, [bench.draft, original]);
  const [at, setAt] = useState(start.at);
  const [draft, setDraft] = useState(start.command);
  const [session, setSession] = useState<Session>({ revision: 0, entries: [], last: null });
  const nextId = useRef(0);
  const { world, revision } = bench;
  const places = useMemo(() => placesOf(world), [world]);
  const place = places.includes(at) ? at : 'workstation';
  const run = (where: string, command: string) => {
    const isCurrent = session.revision === revision;
    const from = (isCurrent ? session.last?.world : null) ?? world;
    const result = sim.run(from, where, command);
    const { lines, exitCode } = result;
    nextId.current += 1;
    const entry = { id: nextId.current, at: where, command, lines, exitCode };
    setSession({ revision, entries: [...session.entries, entry], last: result });
    setDraft('');
    onHop(0);
  };
  const shown = session.revision === revision ? session.last : null;
  return (
    <div className={classes.lab}>
      {caseNumber > 0 ? (
        <p className={classes.case}>
          Case {caseNumber} runs here, with every tool. What is live may differ from the manifest:
          that is part of the search.
        </p>
      ) : null}
      <div className={classes.columns}>
        <Editor
          file={file}
          text={bench.draft}
          problems={bench.problems}
          isApplied={bench.draft === bench.applied}
          canUndo={bench.draft !== bench.applied || bench.past.length > 0}
          canReset={bench.draft !== original || bench.applied !== original}
          onEdit={(text) => act({ do: 'edit', draft: text })}
          onApply={() => act({ do: 'apply' })}
          onUndo={() => act({ do: 'undo' })}
          onReset={() => act({ do: 'reset', original })}
        />
        <div className={classes.hands}>
          <div className={classes.bar}>
            <label>
              CNI{' '}
              <select
                value={bench.cni}
                onChange={(event) => act({ do: 'cni', cni: event.target.value as CniName })}
              >
                {CNIS.map(({ name, label }) => (
                  <option key={name} value={name}>
                    {label}
                  </option>
                ))}
              </select>
            </label>
            <Request world={world} onSend={run} />
          </div>
          <Terminal
            at={place}
            places={places}
            entries={session.entries}
            draft={draft}
            onDraft={setDraft}
            onAt={setAt}
            onRun={(command) => run(place, command)}
            onClear={() => setSession({ ...session, entries: [] })}
          />
        </div>
      </div>
      {shown ? <Sent sim={sim} run={shown} world={world} hop={hop} onHop={onHop} /> : null}
    </div>
  );
}

/** The fault behind a case number, if there is one. */
function faultOf(sim: Lab['sim'], caseNumber: number): FaultId | undefined {
  const incident = caseNumber > 0 ? sim.dealt(caseNumber) : sim.HEALTHY;
  return sim.FAULT_IDS.find((id) => id === incident);
}

const placesOf = (world: World): readonly string[] => [
  'workstation',
  ...Object.values(world.plan.namespaces)
    .filter(({ role }) => role === 'node' || role === 'pod')
    .map(({ name }) => name),
];

interface SentProps {
  readonly sim: Lab['sim'];
  readonly run: Run;
  readonly world: World;
  readonly hop: number;
  readonly onHop: (hop: number) => void;
}

/** What the last command sent: the packet that opened its conversation, and the first answer. */
function Sent({ sim, run, world, hop, onHop }: SentProps) {
  const { trace } = run;
  const hops = useMemo(() => {
    const { request, reply } = sim.firstExchange(trace);
    return sim.hopsOf(
      trace,
      [request, reply].flatMap((packet) => packet?.id ?? []),
    );
  }, [sim, trace]);
  if (hops.length === 0) {
    return <p className={classes.quiet}>This command read state and sent no packet.</p>;
  }
  return (
    <TraceFigure
      key={`${trace.command} ${trace.endMicros}`}
      world={world}
      trace={trace}
      hops={hops}
      name={`what “${trace.command}” sent`}
      at={Math.min(hop, hops.length - 1)}
      onAt={onHop}
    />
  );
}
