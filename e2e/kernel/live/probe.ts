/** One question to the network: what is sent, what came of it, and what the nodes remember at each moment. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Laboratory } from './laboratory';

interface Target {
  readonly id: string;
  readonly title: string;
  /** namespace of the plan */
  readonly from: string;
}
export type Probe = Target &
  (
    | {
        readonly kind: 'tcp';
        readonly to: string;
        readonly port: number;
        /** bytes of the request; default: a short one */
        readonly requestBytes?: number;
        /** for connections that nobody answers */
        readonly seconds?: number;
      }
    | {
        readonly kind: 'udp';
        readonly to: string;
        readonly port: number;
        readonly seconds?: number;
      }
    | { readonly kind: 'command'; readonly words: readonly string[] }
  );

type Tables = Readonly<Record<string, readonly string[]>>;

export interface Outcome {
  /** when the last packet had settled; reading tables takes time of its own */
  readonly settledMs: number;
  readonly result: string;
  readonly client: readonly object[];
  readonly commands: readonly object[];
  readonly conntrack: Readonly<Record<string, Tables>>;
}

/** Delayed acknowledgements come after 40 ms at the latest. */
const SETTLE_MS = 70;
/** A SYN is sent again after one second. */
const PATIENCE_SECONDS = 0.7;
/** Data is sent again after 0.2 and 0.6 s, later where round trips took long, and then not before 1.4 s. */
const ANSWER_SECONDS = 1;

export async function ask(laboratory: Laboratory, probe: Probe, sport: number): Promise<Outcome> {
  if (probe.kind === 'command') return askCommand(laboratory, probe);
  if (probe.kind === 'udp') return askDatagram(laboratory, probe, sport);
  return askConnection(laboratory, probe, sport);
}

const resultOf = (errno: string | undefined): string =>
  errno === undefined ? 'ok' : errno === 'TIMEOUT' ? 'timeout' : 'error';

const requestOf = (probe: { to: string; port: number; requestBytes?: number }): string => {
  const head = `GET /health HTTP/1.1\r\nHost: ${probe.to}:${probe.port}\r\n`;
  const filling = (probe.requestBytes ?? 0) - head.length - 'X: \r\n\r\n'.length;
  return filling > 0 ? `${head}X: ${'x'.repeat(filling)}\r\n\r\n` : `${head}\r\n`;
};

async function askConnection(
  laboratory: Laboratory,
  probe: Extract<Probe, { kind: 'tcp' }>,
  sport: number,
): Promise<Outcome> {
  const { agent } = laboratory;
  const { from, to, port, seconds = PATIENCE_SECONDS } = probe;
  const started = performance.now();
  const base = { ns: from, dst: `${to}:${port}` };
  const connected = await agent.connect(laboratory.netnsOf(from), sport, to, port, seconds);
  if (connected.errno !== undefined) {
    const { errno, elapsed_ms, local } = connected;
    const own = local?.startsWith('0.0.0.0') ? {} : { local };
    await sleep(SETTLE_MS);
    return {
      settledMs: Date.now(),
      result: resultOf(errno),
      client: [{ ...base, ...own, result: resultOf(errno), errno, elapsed_ms }],
      commands: [],
      conntrack: { 'after-failure': await laboratory.conntrack() },
    };
  }
  const { local, connect_ms } = connected;
  const handshake = await laboratory.conntrack();
  const answered = await agent.request(sport, requestOf(probe), ANSWER_SECONDS);
  const isAnswered = answered.response !== undefined;
  await sleep(SETTLE_MS);
  const response = isAnswered ? await laboratory.conntrack() : {};
  const elapsed_ms = Math.round((performance.now() - started) * 10) / 10;
  if (isAnswered) {
    await agent.close(sport);
    await sleep(SETTLE_MS);
  }
  const settledMs = Date.now();
  const closed = await laboratory.conntrack();
  const result = resultOf(answered.errno);
  const rest = isAnswered
    ? { response: answered.response, server: JSON.parse(answered.response ?? '{}') as object }
    : { errno: answered.errno, close: 'RST' };
  return {
    settledMs,
    result,
    client: [{ ...base, local, connect_ms, result, elapsed_ms, ...rest }],
    commands: [],
    conntrack: isAnswered
      ? { 'after-handshake': handshake, 'after-response': response, 'after-close': closed }
      : { 'after-handshake': handshake, 'after-failure': closed },
  };
}

async function askDatagram(
  laboratory: Laboratory,
  probe: Extract<Probe, { kind: 'udp' }>,
  sport: number,
): Promise<Outcome> {
  const { from, to, port, seconds = PATIENCE_SECONDS } = probe;
  const netns = laboratory.netnsOf(from);
  const started = performance.now();
  const answered = await laboratory.agent.datagram(netns, sport, to, port, 'who?', seconds);
  await sleep(SETTLE_MS);
  const elapsed_ms = Math.round((performance.now() - started) * 10) / 10;
  const { errno, response, local } = answered;
  const result = resultOf(errno);
  const server = response === undefined ? {} : { server: JSON.parse(response) as object };
  const client = { ns: from, dst: `${to}:${port}`, proto: 'udp', result, elapsed_ms };
  return {
    settledMs: Date.now(),
    result,
    client: [{ ...client, ...(errno ? { errno } : { response, local }), ...server }],
    commands: [],
    conntrack: { [errno ? 'after-failure' : 'after-response']: await laboratory.conntrack() },
  };
}

async function askCommand(
  laboratory: Laboratory,
  probe: Extract<Probe, { kind: 'command' }>,
): Promise<Outcome> {
  const started = performance.now();
  const { exitCode, stdout, stderr } = await laboratory.run(probe.from, probe.words);
  const seconds = Math.round(performance.now() - started) / 1000;
  await sleep(SETTLE_MS);
  const cmd = probe.words.join(' ');
  return {
    settledMs: Date.now(),
    result: `rc=${exitCode}`,
    client: [],
    commands: [{ ns: probe.from, cmd, rc: exitCode, stdout, stderr, seconds }],
    conntrack: { after: await laboratory.conntrack() },
  };
}
