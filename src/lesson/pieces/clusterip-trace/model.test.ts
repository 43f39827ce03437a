import { describe, expect, test } from 'vitest';
import { worldOf } from '../../../authoring/worlds';
import { type CniName, type ProxyName, run } from '../../../sim';
import { momentsOf } from './model';

const CNIS: readonly CniName[] = ['flannel', 'calico', 'calico-vxlan'];
const PROXIES: readonly ProxyName[] = ['iptables', 'nftables'];

describe('the eight moments of a request', () => {
  for (const cni of CNIS)
    for (const proxy of PROXIES)
      test(`are found in order with ${cni} and kube-proxy in ${proxy} mode`, () => {
        const { trace } = run(
          worldOf('lesson', { cni, proxy }),
          'default/pod-a',
          'curl -s http://my-service.default:8080/health',
          { endpoint: '10.244.1.8' },
        );
        const moments = momentsOf(trace);
        expect(moments.map((moment) => moment.id)).toEqual([
          'name',
          'syn',
          'host',
          'match',
          'dnat',
          'cross',
          'target',
          'reply',
        ]);
        const hops = moments.map((moment) => moment.hop);
        expect(hops).toEqual(hops.toSorted((a, b) => a - b));
      });
});
