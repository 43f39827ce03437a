/**
 * The sockets of one namespace: who owns an arriving segment, datagram or ICMP message.
 * Source: Linux net/ipv4/inet_hashtables.c, udp.c, ping.c.
 */
import type { Listener } from '../plan';
import type { Ipv4 } from '../wire/types';
import type { Datagram, Errno, IcmpReceived, SocketError } from './syscalls';
import type { TcpSocket } from './tcp-socket';

export interface TcpEntry {
  readonly handle: number;
  readonly socket: TcpSocket;
  /** packet numbers of this connection count up from a random start */
  identification: number;
  /** set on connections that a listener accepted */
  readonly listener?: Listener;
  /** bytes of the request gathered so far, for a served connection */
  request: Uint8Array[];
  /** guards against stale retransmission timers */
  timer: number;
}

export interface UdpEntry {
  readonly handle: number;
  readonly localPort: number;
  readonly queue: Datagram[];
  readonly errors: SocketError[];
  error: Errno | null;
}

export interface PingEntry {
  readonly handle: number;
  readonly identifier: number;
  readonly queue: IcmpReceived[];
  identification: number;
}

export class SocketTable {
  readonly tcp: TcpEntry[] = [];
  readonly udp: UdpEntry[] = [];
  readonly ping: PingEntry[] = [];

  private lastHandle = 2;

  constructor(private readonly listeners: readonly Listener[]) {}

  /** File descriptors count up from 3, after stdin, stdout and stderr. */
  newHandle(): number {
    this.lastHandle += 1;
    return this.lastHandle;
  }

  findTcp(
    localAddress: Ipv4,
    localPort: number,
    remoteAddress: Ipv4,
    remotePort: number,
  ): TcpEntry | undefined {
    return this.tcp.find(
      ({ socket }) =>
        socket.state !== 'CLOSED' &&
        socket.ends.localPort === localPort &&
        socket.ends.remotePort === remotePort &&
        socket.ends.localAddress === localAddress &&
        socket.ends.remoteAddress === remoteAddress,
    );
  }

  /** A listener on the exact address wins over one on 0.0.0.0. */
  findListener(protocol: 'tcp' | 'udp', address: Ipv4, port: number): Listener | undefined {
    const matching = this.listeners.filter(
      (listener) => listener.protocol === protocol && listener.port === port,
    );
    return (
      matching.find((listener) => listener.address === address) ??
      matching.find((listener) => listener.address === '0.0.0.0')
    );
  }

  isPortTaken(protocol: 'tcp' | 'udp', port: number): boolean {
    if (this.listeners.some((entry) => entry.protocol === protocol && entry.port === port))
      return true;
    return protocol === 'tcp'
      ? this.tcp.some(({ socket }) => socket.ends.localPort === port && socket.state !== 'CLOSED')
      : this.udp.some((entry) => entry.localPort === port);
  }
}
