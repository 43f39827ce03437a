/** Numbers that the lesson quotes: each is computed from the model, so a number in prose cannot drift from it. */
import { run } from '../sim/simulation';
import { firstExchange } from '../sim/trace/select';
import { worldOf } from './worlds';

const UNDERLAY_MTU = 1500;
const ETHERNET = 14;
const IPV4 = 20;
const UDP = 8;
const VXLAN = 8;
const TCP = 20;
const TIMESTAMPS = 12;
const ICMP = 8;
const TIME_WAIT_SECONDS = 120;

const overhead = ETHERNET + VXLAN + UDP + IPV4;

function hops(which: 'request' | 'reply'): number {
  const { trace } = run(worldOf('lesson'), 'default/pod-a', 'nc -zv 10.96.0.42 8080', {
    endpoint: '10.244.1.8',
  });
  return firstExchange(trace)[which]?.hops.length ?? 0;
}

function ttl(cni: 'flannel' | 'calico', to: string): number {
  const { stdout } = run(worldOf('lesson', { cni }), 'default/pod-a', `ping -c 1 ${to}`);
  return Number(/ttl=(\d+)/.exec(stdout)?.[1]);
}

/** What the team of the story reported. */
const STORY = { connectionsPerSecond: 50_000, tableEntries: 65_536 } as const;

/** Different names that the resolver asks for before it has an address. */
function namesAsked(name: string): number {
  const { trace } = run(worldOf('lesson'), 'default/pod-a', `getent hosts ${name}`);
  const asked = trace.packets
    .filter((packet) => packet.protocol === 'dns' && packet.direction === 'request')
    .map((packet) => /DNS A\? (\S+)/.exec(packet.label)?.[1])
    .filter((found) => found !== undefined);
  return new Set(asked).size;
}

function conntrackMax(): number {
  const { stdout } = run(worldOf('lesson'), 'node-1', 'sysctl -n net.netfilter.nf_conntrack_max');
  return Number(stdout);
}

export const NUMBERS: Readonly<Record<string, () => number>> = {
  'vxlan-overhead': () => overhead,
  'vxlan-overhead-v6': () => overhead + 20,
  mtu: () => UNDERLAY_MTU,
  'pod-mtu-vxlan': () => worldOf('lesson').plan.namespaces['default/pod-a']?.links.eth0?.mtu ?? 0,
  'mss-vxlan': () => UNDERLAY_MTU - overhead - IPV4 - TCP,
  'payload-vxlan': () => UNDERLAY_MTU - overhead - IPV4 - TCP - TIMESTAMPS,
  'ping-max-vxlan': () => UNDERLAY_MTU - overhead - IPV4 - ICMP,
  'hops-request': () => hops('request'),
  'hops-reply': () => hops('reply'),
  'ttl-routed': () => ttl('calico', '10.244.0.8'),
  'ttl-bridge': () => ttl('flannel', '10.244.0.8'),
  'ttl-cross': () => ttl('flannel', '10.244.1.8'),
  'header-ethernet': () => ETHERNET,
  'header-ipv4': () => IPV4,
  'header-udp': () => UDP,
  'header-vxlan': () => VXLAN,
  'dns-queries-fqdn': () => namesAsked('my-service.default.svc.cluster.local'),
  'time-wait': () => TIME_WAIT_SECONDS,
  'story-rate': () => STORY.connectionsPerSecond,
  'story-table': () => STORY.tableEntries,
  'conntrack-entries-needed': () => STORY.connectionsPerSecond * TIME_WAIT_SECONDS,
  'conntrack-rate-sustained': () => Math.floor(conntrackMax() / TIME_WAIT_SECONDS),
};
