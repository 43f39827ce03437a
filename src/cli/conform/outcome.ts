/** What the processes learnt: connected, refused, timed out, what the server saw. */
import { lookupRoute } from '../../sim/net/route';
import type { KernelPlan } from '../../sim/plan';
import type { Session } from '../../sim/session';
import type { TcpEntry } from '../../sim/transport/sockets';
import { type Flow, targetOf } from './flows';
import type { Client, Golden } from './golden';
import type { Served } from './lab-server';
import type { Disagreement } from './watch';

export function compareClients(
  golden: Golden,
  flows: readonly Flow[],
  entries: ReadonlyMap<Flow, TcpEntry>,
  session: Session,
  served: readonly Served[],
): Disagreement[] {
  const connections = flows.flatMap((flow) => {
    const { client } = flow;
    if (!client || !golden.clients.includes(client)) return [];
    return compareClient(client, resultOf(entries.get(flow)), served);
  });
  const datagrams = golden.clients
    .filter(({ protocol, namespace }) => protocol === 'udp' && namespace)
    .flatMap((client) => compareClient(client, datagramResult(client, session), served));
  return [...connections, ...datagrams];
}

function compareClient(client: Client, result: string, served: readonly Served[]): Disagreement[] {
  const found: Disagreement[] = [];
  const say = (field: string, expected: string, got: string) => {
    const hop = `client ${client.namespace}`;
    if (expected !== got) found.push({ hop, field, expected, got });
  };
  say('result', expectedResult(client), result);
  if (!client.server) return found;
  const { pod, seen, local } = client.server;
  const answer = served.find((entry) => entry.local === local && entry.seen === seen);
  say('server', `${pod} ${seen} ${local}`, answer ? text(answer) : text(served[0]));
  return found;
}

/** The socket is the one that its first datagram has opened; a client that could send nothing has none. */
function datagramResult({ namespace, local, destination }: Client, session: Session): string {
  const host = session.host(namespace ?? '');
  const socket = host.sockets.udp.find((entry) => !local || entry.localPort === local.port);
  if (socket) return socket.error ?? (socket.queue.length > 0 ? 'ok' : 'timeout');
  const route = lookupRoute(host.plan, { destination: destination?.address ?? '' });
  return route.kind === 'no-route' ? 'ENETUNREACH' : 'timeout';
}

const text = (entry: Served | undefined): string =>
  entry ? `${entry.namespace} ${entry.seen} ${entry.local}` : 'nobody';

const expectedResult = (client: Client): string =>
  client.result === 'error' ? (client.errno ?? 'error') : client.result;

function resultOf(entry: TcpEntry | undefined): string {
  if (!entry) return 'ENETUNREACH';
  const { socket } = entry;
  if (socket.error) return socket.error;
  return socket.received.length > 0 ? 'ok' : 'timeout';
}

/** A command that could not send at all. */
export function compareCommands(
  golden: Golden,
  session: Session,
  plan: KernelPlan,
): Disagreement[] {
  const found: Disagreement[] = [];
  for (const command of golden.commands) {
    const target = targetOf(command);
    const namespace = plan.namespaces[command.namespace];
    if (!target || !namespace || command.words[0] !== 'ping') continue;
    const route = lookupRoute(namespace, { destination: target });
    const expected = /Network is unreachable/.test(command.stderr) ? 'unreachable' : 'reachable';
    const got = route.kind === 'no-route' ? 'unreachable' : 'reachable';
    if (expected !== got)
      found.push({ hop: `command ${command.namespace}`, field: 'network', expected, got });
  }
  void session;
  return found;
}
