import { useMemo, useState } from 'react';
import { usePieceState } from '../../../state/usePieceState';
import { useLab } from '../useLab';

const REQUESTS = 300;
const SERVICE = { ip: '10.96.0.42', port: 8080 } as const;
const CLIENT = '10.244.0.5';

interface Tally {
  readonly endpoint: string;
  readonly pod: string;
  readonly count: number;
  readonly answers: boolean;
}

/** Replicas rewrite the rules; three hundred requests show the dice; one dead process shows what readiness is for. */
export function Piece({ id }: { readonly id: string }) {
  const { sim, build, objects } = useLab();
  const [state, change] = usePieceState(id, { replicas: 3, dead: 0, probe: 1, seed: 1 });
  const [sent, setSent] = useState(false);
  const { world, victim } = useMemo(() => {
    const scaled = sim.scaleEndpoints(objects, state.replicas);
    const pods = scaled.filter(
      (object) => object.kind === 'Pod' && object.metadata.labels?.app === 'my-service',
    );
    const name = pods[Math.min(1, pods.length - 1)]?.metadata.name ?? '';
    const probed =
      state.probe === 1 || !name
        ? scaled
        : sim.setReadinessProbe(scaled, { namespace: 'default', name }, undefined);
    const runtime =
      state.dead === 1 && name ? { [`default/${name}`]: { process: 'stopped' as const } } : {};
    return { world: build({ seed: state.seed, runtime }, probed), victim: name };
  }, [sim, build, objects, state]);
  const rules = useMemo(
    () =>
      sim
        .run(world, 'node-1', 'iptables-save -t nat | grep -E "my-service|KUBE-SEP"')
        .stdout.split('\n')
        .filter((line) => line.startsWith('-A') && /my-service/.test(line)),
    [sim, world],
  );
  const endpoints = useMemo(
    () =>
      sim.run(
        world,
        'workstation',
        'kubectl get endpointslices -l kubernetes.io/service-name=my-service',
      ).stdout,
    [sim, world],
  );
  const tallies = useMemo(() => (sent ? tally(sim, world) : []), [sim, world, sent]);
  const refused = tallies
    .filter((entry) => !entry.answers)
    .reduce((sum, entry) => sum + entry.count, 0);
  return (
    <>
      <div className="controls">
        <label>
          Backends{' '}
          <input
            type="range"
            min={0}
            max={10}
            value={state.replicas}
            aria-valuetext={`${state.replicas} backends`}
            onChange={(event) => change({ replicas: Number(event.target.value) })}
          />{' '}
          {state.replicas}
        </label>
        <label>
          <input
            type="checkbox"
            checked={state.dead === 1}
            onChange={(event) => change({ dead: event.target.checked ? 1 : 0 })}
          />{' '}
          stop the process in {victim || 'a backend'}
        </label>
        <label>
          <input
            type="checkbox"
            checked={state.probe === 1}
            onChange={(event) => change({ probe: event.target.checked ? 1 : 0 })}
          />{' '}
          that pod has a readiness probe
        </label>
        <button
          type="button"
          className="action"
          onClick={() => {
            change({ seed: sent ? state.seed + 1 : state.seed });
            setSent(true);
          }}
        >
          Send {REQUESTS} requests
        </button>
      </div>
      <div role="status">
        {sent ? (
          <p className={`outcome ${refused > 0 || tallies.length === 0 ? 'bad' : ''}`}>
            {tallies.length === 0
              ? `No endpoint: the node answers every request with ICMP port unreachable, and the client reads “connection refused”.`
              : `${REQUESTS - refused} answered, ${refused} refused.`}
          </p>
        ) : null}
      </div>
      {sent ? (
        <div className="histogram" aria-label="Requests by backend">
          {tallies.map((entry) => (
            <div className="bar-row" key={entry.endpoint}>
              <code>
                {entry.pod} {entry.answers ? '' : '(refuses)'}
              </code>
              <span
                className={`fill ${entry.answers ? '' : 'refused'}`}
                style={{ width: `${(100 * entry.count) / REQUESTS}%` }}
              />
              <span>{entry.count}</span>
            </div>
          ))}
        </div>
      ) : null}
      <div className="terminal">
        <div className="where">
          <span>
            what kube-proxy has written on node-1 for my-service: {rules.length} rules in nat
          </span>
        </div>

        <pre tabIndex={0}>
          {rules.join('\n') ||
            'nothing: a Service without endpoints has its REJECT rule in the filter table'}
        </pre>
      </div>
      <div className="terminal">
        <div className="where">
          <span>kubectl get endpointslices -l kubernetes.io/service-name=my-service</span>
        </div>

        <pre tabIndex={0}>{endpoints}</pre>
      </div>
    </>
  );
}

/** Draws by the rules, and asks each backend once what it answers. */
function tally(
  sim: ReturnType<typeof useLab>['sim'],
  world: ReturnType<ReturnType<typeof useLab>['build']>,
): readonly Tally[] {
  const drawn = sim.drawEndpoints(world, 'node-1', CLIENT, SERVICE, REQUESTS);
  const counts = new Map<string, number>();
  for (const endpoint of drawn) if (endpoint) counts.set(endpoint, (counts.get(endpoint) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([endpoint, count]) => {
      const ip = endpoint.split(':')[0] ?? '';
      const pod =
        world.cluster.pods.find((entry) => entry.status?.podIP === ip)?.metadata.name ?? ip;
      const answers =
        sim.run(world, 'default/pod-a', `nc -zv -w 2 ${SERVICE.ip} ${SERVICE.port}`, {
          endpoint: ip,
        }).exitCode === 0;
      return { endpoint, pod, count, answers };
    });
}
