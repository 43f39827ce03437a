/** The translation of a connection, decided once, with its first packet (Linux net/netfilter/nf_nat_core.c). */
import { type PickPort, setDestinationNat, setSourceNat } from '../filter/nat';
import type { Connection, FilterVerdict } from '../filter/types';
import { selectSource } from '../net/source-address';
import type { Skb } from '../skb';
import type { Host, Kernel } from './kernel';

export function decideNat(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  connection: Connection,
  verdict: FilterVerdict,
  manip: 'destination' | 'source',
): Connection {
  const taken = host.state.conntrack;
  if (verdict.kind === 'dnat') return setDestinationNat(connection, verdict);
  if (verdict.kind === 'snat') {
    const { address, port } = verdict;
    return setSourceNat(
      connection,
      { address, port: port ?? 'keep' },
      { taken, pick: natDice(kernel, host, skb, connection) },
    );
  }
  if (verdict.kind === 'masquerade') {
    const device = skb.outDevice ?? 'lo';
    const address = selectSource(host.plan, device, skb.nextHop ?? skb.packet.destination);
    const port = verdict.randomFully ? 'random' : 'keep';
    return setSourceNat(
      connection,
      { address, port },
      { taken, pick: natDice(kernel, host, skb, connection) },
    );
  }
  return manip === 'destination'
    ? { ...connection, destinationNatDone: true }
    : { ...connection, sourceNatDone: true };
}

const natDice =
  (kernel: Kernel, host: Host, skb: Skb, { original }: Connection): PickPort =>
  (reply, low, high) => {
    const flow = { original, reply, packet: skb.packet, identity: skb.identity };
    return kernel.chance.natPort(host.plan.name, flow, { low, high });
  };
