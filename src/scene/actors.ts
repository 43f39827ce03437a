/** Who takes part in a stretch of a trace: the namespaces on the way, the processes that send, the Services addressed. */
import type { Hop, Trace, World } from '../sim';
import { serviceOf } from './service';

export interface Actors {
  readonly involved: readonly string[];
  readonly senders: Readonly<Record<string, string>>;
  readonly addressed: readonly string[];
}

export function actorsOf(world: World, trace: Trace, hops: readonly Hop[]): Actors {
  const services = world.cluster.services.flatMap((service) =>
    service.spec.clusterIP ? [{ address: service.spec.clusterIP }] : [],
  );
  const addressed = hops.flatMap((hop) => serviceOf(hop, services)?.address ?? []);
  return {
    involved: [...new Set(hops.map((hop) => hop.namespace))],
    senders: { [trace.from]: trace.command.split(' ')[0] ?? '' },
    addressed: [...new Set(addressed)],
  };
}
