/**
 * ss of iproute2 6.1: sockets. Source: ss(8); iproute2 misc/ss.c (columns).
 * Simplified: queues are empty, the backlog is net.core.somaxconn's default, and -p shows no process ids.
 */
import type { Listener, NamespacePlan } from '../plan';
import type { OpenSocket } from '../state';
import { parseOptions } from './options';
import { fail, print } from './output';
import type { Tool } from './types';

const SPEC = { values: [], flags: ['-t', '-u', '-l', '-n', '-a', '-p', '-4', '-H'] };
const BACKLOG = 4096;

interface Row {
  readonly protocol: 'tcp' | 'udp';
  readonly state: string;
  readonly sendQueue: number;
  readonly local: readonly [string, string];
  readonly peer: readonly [string, string];
  readonly process: string;
}

const ofListener = ({ protocol, address, port, process }: Listener): Row => ({
  protocol,
  state: protocol === 'tcp' ? 'LISTEN' : 'UNCONN',
  sendQueue: protocol === 'tcp' ? BACKLOG : 0,
  local: [address, String(port)],
  peer: ['0.0.0.0', '*'],
  process,
});

/** A VXLAN device receives through a socket that the kernel itself has opened; no process owns it. */
const ofTunnels = ({ links }: NamespacePlan): Row[] =>
  [...new Set(Object.values(links).flatMap(({ vxlan }) => vxlan?.port ?? []))].map((port) => ({
    protocol: 'udp',
    state: 'UNCONN',
    sendQueue: 0,
    local: ['0.0.0.0', String(port)],
    peer: ['0.0.0.0', '*'],
    process: '',
  }));

const ofSocket = (socket: OpenSocket): Row => ({
  protocol: socket.protocol,
  state: socket.state,
  sendQueue: 0,
  local: [socket.localAddress, String(socket.localPort)],
  peer: [socket.remoteAddress, String(socket.remotePort)],
  process: socket.process,
});

export const ss: Tool = function* ({ argv, plan: plans, state, namespace }) {
  const options = parseOptions(argv, SPEC);
  if (!options.ok) return yield* fail(options.error, 2);
  const { has, words } = options.value;
  if (words.length > 0)
    return yield* fail(`ss: the filter "${words.join(' ')}" is not modelled here`, 2);
  const plan = plans.namespaces[namespace];
  if (!plan) return yield* fail(`ss: there is no network namespace "${namespace}" here`, 1);
  const isBoth = has('-t') === has('-u');
  const wanted = (row: { protocol: 'tcp' | 'udp' }) =>
    isBoth || has(row.protocol === 'tcp' ? '-t' : '-u');
  const listening =
    has('-l') || has('-a')
      ? [...plan.listeners.map(ofListener), ...ofTunnels(plan)].filter(wanted)
      : [];
  const open = state.namespaces[namespace]?.sockets ?? [];
  const connected = has('-l') ? [] : open.filter(wanted).map(ofSocket);
  const rows = [...listening, ...connected].sort((a, b) =>
    a.protocol > b.protocol ? -1 : a.protocol < b.protocol ? 1 : 0,
  );
  const table = columns(rows, { showsNetid: isBoth, showsProcess: has('-p') });
  return yield* print(has('-H') ? table.slice(1) : table);
};

interface Shown {
  readonly showsNetid: boolean;
  readonly showsProcess: boolean;
}

/** Addresses stand right of their column and ports left of theirs, so that the colons line up. */
function columns(rows: readonly Row[], { showsNetid, showsProcess }: Shown): readonly string[] {
  const width = (title: string, cell: (row: Row) => string) =>
    Math.max(title.length, ...rows.map((row) => cell(row).length));
  const widths = {
    state: width('State', (row) => row.state),
    sendQueue: width('Send-Q', (row) => String(row.sendQueue)),
    local: width('Local Address', (row) => row.local[0]),
    localPort: width('Port', (row) => row.local[1]),
    peer: width('Peer Address', (row) => row.peer[0]),
    peerPort: width('Port', (row) => row.peer[1]),
  };
  const line = (
    cells: readonly [string, string, string, string, readonly string[], readonly string[], string],
  ) => {
    const [netid, state, receiveQueue, sendQueue, local, peer, process] = cells;
    const [localAddress = '', localPort = ''] = local;
    const [peerAddress = '', peerPort = ''] = peer;
    return [
      showsNetid ? `${netid.padEnd(5)} ` : '',
      `${state.padEnd(widths.state)} ${receiveQueue.padEnd(6)} ${sendQueue.padEnd(widths.sendQueue)} `,
      `${localAddress.padStart(widths.local)}:${localPort.padEnd(widths.localPort)} `,
      `${peerAddress.padStart(widths.peer)}:${peerPort.padEnd(widths.peerPort)}${process}`,
    ]
      .join('')
      .trimEnd();
  };
  const head = line([
    'Netid',
    'State',
    'Recv-Q',
    'Send-Q',
    ['Local Address', 'Port'],
    ['Peer Address', 'Port'],
    'Process',
  ]);
  const body = rows.map((row) =>
    line([
      row.protocol,
      row.state,
      '0',
      String(row.sendQueue),
      row.local,
      row.peer,
      showsProcess && row.process !== '' ? ` users:(("${row.process}"))` : '',
    ]),
  );
  return [head, ...body];
}
