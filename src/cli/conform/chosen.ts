/** Which packets of a recording a process chose to send: they are given to the simulation, everything else it has to do itself. */
import { frameOf } from './captured-frame';
import { targetOf } from './flows';
import type { Command, Golden } from './golden';
import type { Oracle } from './oracle';
import type { Label, Watch } from './watch';

export class Chosen {
  constructor(
    private readonly golden: Golden,
    private readonly watch: Watch,
    private readonly oracle: Oracle,
    private readonly owns: (namespace: string, address: string) => boolean,
    private readonly listens: (namespace: string, port: number) => boolean,
  ) {}

  commandsOf(namespace: string): readonly Command[] {
    return this.golden.commands.filter((command) => command.namespace === namespace);
  }

  /** What no kernel would send by itself: requests of ping, dig, traceroute, tracepath and arping. */
  isChosen(label: Label): boolean {
    const first = label.sightings[0];
    if (!first || first.direction !== 'out') return false;
    const { payload } = frameOf(first);
    if (payload.kind === 'arp') {
      return (
        payload.operation === 1 &&
        this.commandsOf(first.namespace).some(
          (command) => command.words[0] === 'arping' && targetOf(command) === payload.targetIp,
        )
      );
    }
    if (payload.kind !== 'ipv4' || payload.fragmentOffset > 0) return false;
    const l4 = payload.payload;
    if (!this.owns(first.namespace, payload.source))
      return l4.kind === 'tcp' && !this.hasRecordedHandshake(l4.sourcePort, l4.destinationPort);
    if (!this.actsIn(first.namespace)) return false;
    if (l4.kind === 'icmp') return l4.type === 8;
    if (l4.kind === 'udp') return !this.listens(first.namespace, l4.sourcePort);
    return false;
  }

  readonly sendsDatagram = (namespace: string): boolean =>
    this.watch.labels.some((label) => {
      const first = label.sightings[0];
      if (first?.namespace !== namespace || !this.isChosen(label)) return false;
      const { payload } = frameOf(first);
      return payload.kind === 'ipv4' && payload.payload.kind === 'udp';
    });

  /** Some process of that namespace is named in the recording. */
  private actsIn(namespace: string): boolean {
    const { clients, commands } = this.golden;
    return [...clients, ...commands].some((entry) => entry.namespace === namespace);
  }

  private hasRecordedHandshake(sport: number, dport: number): boolean {
    return this.watch.labels.some((label) => {
      const ends = label.sightings[0] && this.oracle.endsOf(label.sightings[0]);
      if (!ends || (ends.flags & 2) === 0) return false;
      const ports = [ends.sport, ends.dport];
      return ports.includes(sport) && ports.includes(dport);
    });
  }
}
