/**
 * What the program in a container image does on the network: the sockets it opens and how it answers.
 * Simplified: a real image may open any port; here an image that is not in the table serves HTTP on each declared
 * TCP port and nothing else.
 */
import type { Container } from './types';

export interface ServedPort {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  readonly app: 'http' | 'dns';
}

/** "registry.k8s.io/coredns/coredns:v1.13.1" -> "coredns" */
export function programOf(image: string): string {
  const last = image.split('/').at(-1) ?? image;
  return last.split('@')[0]?.split(':')[0] ?? last;
}

const COREDNS: readonly ServedPort[] = [
  { protocol: 'udp', port: 53, app: 'dns' },
  { protocol: 'tcp', port: 53, app: 'dns' },
  { protocol: 'tcp', port: 8080, app: 'http' },
  { protocol: 'tcp', port: 8181, app: 'http' },
  { protocol: 'tcp', port: 9153, app: 'http' },
];

export function servedPorts(container: Container): readonly ServedPort[] {
  const program = programOf(container.image);
  if (program === 'coredns') return COREDNS;
  if (program === 'http-echo')
    return [{ protocol: 'tcp', port: listenArgument(container), app: 'http' }];
  return (container.ports ?? [])
    .filter((port) => (port.protocol ?? 'TCP') === 'TCP')
    .map((port) => ({ protocol: 'tcp', port: port.containerPort, app: 'http' }));
}

/** http-echo listens on :5678 unless `-listen` says otherwise. */
function listenArgument(container: Container): number {
  for (const argument of container.args ?? []) {
    const found = /^--?listen=[^:]*:(\d+)$/.exec(argument);
    if (found) return Number(found[1]);
  }
  return 5678;
}
