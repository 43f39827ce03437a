/** What the process behind a listener answers; null while the request is incomplete or the process is hung. */
import { answerDns } from '../app/dns-server';
import { respondHttp } from '../app/http-server';
import type { Cluster } from '../kube/types';
import type { Serve } from './kernel';

export const servePods =
  (cluster: Cluster): Serve =>
  ({ app }, request, ends) => {
    switch (app.kind) {
      case 'silent':
        return null;
      case 'dns':
        return answerDns(request, cluster);
      case 'http':
        return respondHttp(request, {
          podName: app.podName,
          healthStatus: app.healthStatus,
          seen: `${ends.remoteAddress}:${ends.remotePort}`,
          local: `${ends.localAddress}:${ends.localPort}`,
        });
    }
  };
