/**
 * The door between a simulated process and the simulated kernel. A process is a generator: it yields a call,
 * the host loop resumes it when the virtual clock has an answer. So curl, ping and a resolver read like straight code.
 */
import type { Ipv4 } from '../wire/types';

/** errno names of connect(2), send(2), recv(2). */
export type Errno =
  | 'ECONNREFUSED'
  | 'ECONNRESET'
  | 'ETIMEDOUT'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'EMSGSIZE'
  | 'EPERM'
  | 'EADDRINUSE'
  | 'EINPROGRESS'
  | 'EAGAIN';

export interface Failure {
  readonly ok: false;
  readonly errno: Errno;
  /** EMSGSIZE: the path MTU that refused, in bytes */
  readonly mtu?: number;
}
export type Answer<T> = { readonly ok: true; readonly value: T } | Failure;

export interface Datagram {
  readonly from: Ipv4;
  readonly port: number;
  readonly bytes: Uint8Array;
}

/** An ICMP message as a raw ping socket reads it. */
export interface IcmpReceived {
  readonly from: Ipv4;
  readonly ttl: number;
  readonly type: number;
  readonly code: number;
  /** echo sequence; for an error, the sequence quoted in it */
  readonly sequence: number;
  readonly mtu: number;
  /** ICMP bytes, header included */
  readonly length: number;
}

/** An ICMP error as the error queue of a UDP socket gives it (IP_RECVERR of ip(7)). */
export interface SocketError {
  /** who complains */
  readonly from: Ipv4;
  /** of the complaint itself: tells how far it came */
  readonly ttl: number;
  readonly type: number;
  readonly code: number;
  readonly mtu: number;
  /** destination port of the datagram that it is about */
  readonly port: number;
}

export interface TcpInfo {
  readonly handle: number;
  readonly localAddress: Ipv4;
  readonly localPort: number;
}

export type Syscall =
  | { readonly call: 'now' }
  /** enter another network namespace (setns(2)); what `kubectl exec` amounts to */
  | { readonly call: 'setns'; readonly namespace: string }
  | { readonly call: 'sleep'; readonly micros: number }
  | {
      readonly call: 'connect';
      readonly destination: Ipv4;
      readonly port: number;
      readonly sourcePort?: number;
      readonly timeoutMicros?: number;
    }
  | {
      readonly call: 'send';
      readonly handle: number;
      readonly bytes: Uint8Array;
      readonly label?: string;
    }
  | { readonly call: 'receive'; readonly handle: number; readonly timeoutMicros?: number }
  | { readonly call: 'close'; readonly handle: number }
  | { readonly call: 'udp'; readonly sourcePort?: number }
  | {
      readonly call: 'sendTo';
      readonly handle: number;
      readonly destination: Ipv4;
      readonly port: number;
      readonly bytes: Uint8Array;
      readonly ttl?: number;
      readonly dontFragment?: boolean;
      readonly label?: string;
    }
  | { readonly call: 'receiveFrom'; readonly handle: number; readonly timeoutMicros: number }
  | { readonly call: 'receiveError'; readonly handle: number; readonly timeoutMicros: number }
  | { readonly call: 'ping' }
  | {
      readonly call: 'sendEcho';
      readonly handle: number;
      readonly destination: Ipv4;
      readonly sequence: number;
      readonly payloadBytes: number;
      readonly dontFragment: boolean;
      readonly ttl?: number;
    }
  | { readonly call: 'receiveIcmp'; readonly handle: number; readonly timeoutMicros: number }
  | { readonly call: 'readFile'; readonly path: string };

/** What each call is answered with. `undefined` bytes from `receive` mean end of file. */
export interface Replies {
  now: number;
  sleep: undefined;
  setns: boolean;
  connect: Answer<TcpInfo>;
  send: Answer<undefined>;
  receive: Answer<Uint8Array | undefined>;
  close: undefined;
  udp: Answer<number>;
  sendTo: Answer<undefined>;
  receiveFrom: Answer<Datagram>;
  receiveError: Answer<SocketError>;
  ping: Answer<number>;
  sendEcho: Answer<undefined>;
  receiveIcmp: Answer<IcmpReceived>;
  readFile: string | undefined;
}

export type Task<T> = Generator<Syscall, T, Replies[keyof Replies]>;

type CallOf<K extends Syscall['call']> = Omit<Extract<Syscall, { call: K }>, 'call'>;

/** `const answer = yield* syscall('connect', { destination, port })` */
export function* syscall<K extends Syscall['call']>(call: K, args: CallOf<K>): Task<Replies[K]> {
  const reply = yield { call, ...args } as unknown as Syscall;
  return reply as Replies[K];
}

export interface OutputLine {
  readonly atMicros: number;
  readonly stream: 'stdout' | 'stderr';
  /** without the newline */
  readonly text: string;
}

export interface ExitStatus {
  readonly lines: readonly OutputLine[];
  readonly exitCode: number;
}
