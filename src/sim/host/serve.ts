/** What the process behind a listener answers; null while the request is incomplete or the process is hung. */
import { answerDns } from '../app/dns-server';
import { respondHttp } from '../app/http-server';
import type { Listener } from '../plan';
import type { TcpEndpoints } from '../transport/tcp-socket';
import type { Host, Kernel } from './kernel';

export function respond(
  kernel: Kernel,
  _host: Host,
  listener: Listener,
  request: Uint8Array,
  ends: TcpEndpoints,
): Uint8Array | null {
  const { app } = listener;
  switch (app.kind) {
    case 'silent':
      return null;
    case 'dns':
      return answerDns(request, kernel.cluster);
    case 'http':
      return respondHttp(request, {
        podName: app.podName,
        healthStatus: app.healthStatus,
        seen: `${ends.remoteAddress}:${ends.remotePort}`,
        local: `${ends.localAddress}:${ends.localPort}`,
      });
  }
}
