/**
 * The commands that exist here and where each of them runs. Adding one is one file and one line.
 * Simplified: every pod has the network tools, as if `kubectl debug` had put a container with them next to the real one;
 * an image like http-echo ships none.
 */
import type { ExitStatus, Task } from '../transport/syscalls';
import { bridge } from './bridge';
import { conntrack } from './conntrack';
import { curl } from './curl';
import { cat, hostname, ls } from './files';
import { getent } from './getent';
import { ip } from './ip';
import { iptables, iptablesSave } from './iptables';
import { kubectlWith } from './kubectl';
import { nc } from './nc';
import { nft } from './nft';
import { nslookup } from './nslookup';
import { fail, print } from './output';
import { applyFilter, parseCommandLine } from './pipeline';
import { ping } from './ping';
import { ss } from './ss';
import { sysctl } from './sysctl';
import { tracepath } from './tracepath';
import { traceroute } from './traceroute';
import type { Tool, ToolContext } from './types';

/** The learner's own machine: it talks to the API server and to nothing else. */
export const WORKSTATION = 'workstation';

export type Place = 'workstation' | 'node' | 'pod';

export interface KnownTool {
  readonly name: string;
  readonly tool: Tool;
  readonly places: readonly Place[];
  readonly help: string;
}

const EVERYWHERE: readonly Place[] = ['workstation', 'node', 'pod'];
const IN_CLUSTER: readonly Place[] = ['node', 'pod'];
const ON_NODES: readonly Place[] = ['node'];

const known = (name: string, tool: Tool, places: readonly Place[], help: string): KnownTool => ({
  name,
  tool,
  places,
  help,
});

const TOOLS: readonly KnownTool[] = [
  known('bridge', bridge, IN_CLUSTER, 'forwarding tables: bridge fdb show'),
  known('cat', cat, IN_CLUSTER, 'a file: cat /etc/resolv.conf'),
  known('conntrack', conntrack, ON_NODES, 'tracked connections: conntrack -L -d 10.96.0.42'),
  known('curl', curl, IN_CLUSTER, 'HTTP: curl -s http://my-service:8080/health'),
  known('getent', getent, IN_CLUSTER, 'what the resolver says: getent hosts my-service'),
  known('help', help, EVERYWHERE, 'this list'),
  known('hostname', hostname, EVERYWHERE, 'the name of this place'),
  known('ip', ip, IN_CLUSTER, 'addresses, links, routes, neighbours: ip addr, ip route'),
  known('iptables', iptables, ON_NODES, 'rules: iptables -t nat -L KUBE-SERVICES -n'),
  known('iptables-save', iptablesSave, ON_NODES, 'all rules as kube-proxy wrote them'),
  known(
    'kubectl',
    kubectlWith(runCommand),
    ['workstation', 'node'],
    'the API: kubectl get, kubectl exec',
  ),
  known('ls', ls, IN_CLUSTER, 'a directory: ls /etc/cni/net.d/'),
  known('nc', nc, IN_CLUSTER, 'a TCP connection: nc -zv my-service 8080'),
  known('nft', nft, ON_NODES, 'nftables: nft list table ip kube-proxy'),
  known('nslookup', nslookup, IN_CLUSTER, 'DNS: nslookup my-service'),
  known('ping', ping, IN_CLUSTER, 'ICMP echo: ping -c 3 10.244.1.8'),
  known('sh', shell, IN_CLUSTER, "a command line in a pod: sh -c 'ip route | grep eth0'"),
  known('ss', ss, IN_CLUSTER, 'sockets: ss -tln'),
  known('sysctl', sysctl, IN_CLUSTER, 'kernel switches: sysctl net.ipv4.ip_forward'),
  known('tracepath', tracepath, IN_CLUSTER, 'the path and its MTU: tracepath -n 10.244.1.8'),
  known('traceroute', traceroute, IN_CLUSTER, 'routers on the way: traceroute -n 10.244.1.8'),
];

export type CommandContext = Omit<ToolContext, 'argv'> & { readonly argv?: readonly string[] };

/** Parses, runs and filters one line. Times are those of the virtual clock. */
export function* runLine(text: string, context: CommandContext): Task<ExitStatus> {
  const parsed = parseCommandLine(text);
  if (!parsed.ok) return yield* fail(`bash: ${parsed.error}`, 2);
  const [first = [], ...filters] = parsed.value;
  if (first.length === 0) return { lines: [], exitCode: 0 };
  let status = yield* runCommand(first, context);
  for (const filter of filters) {
    const filtered = applyFilter(filter, status);
    if (!filtered.ok) return yield* fail(filtered.error, 2);
    status = filtered.value;
  }
  return status;
}

export function* runCommand(argv: readonly string[], context: CommandContext): Task<ExitStatus> {
  const name = (argv[0] ?? '').replace(/^\/(usr\/)?s?bin\//, '');
  const entry = TOOLS.find((candidate) => candidate.name === name);
  const place = placeOf(context);
  if (entry?.places.includes(place)) return yield* entry.tool({ ...context, argv });
  const here = TOOLS.filter((candidate) => candidate.places.includes(place));
  const hint = entry
    ? elsewhere(entry, place, argv)
    : `Known here: ${here.map((tool) => tool.name).join(' ')}`;
  return yield* fail(`bash: ${argv[0]}: command not found\n${hint}`, 127);
}

function placeOf({ namespace, plan }: CommandContext): Place {
  if (namespace === WORKSTATION) return 'workstation';
  return plan.namespaces[namespace]?.role === 'pod' ? 'pod' : 'node';
}

function elsewhere({ name, places }: KnownTool, place: Place, argv: readonly string[]): string {
  if (place === 'pod')
    return `${name} runs on a ${places.includes('node') ? 'node' : 'workstation'}, not in a pod`;
  if (places.includes('pod')) {
    return `Your own machine is not part of the cluster network. Try: kubectl exec POD -- ${argv.join(' ')}`;
  }
  return `${name} runs on a node. Choose one, like node-1, and type it there`;
}

function* shell(context: ToolContext): Task<ExitStatus> {
  const [, option, line, ...rest] = context.argv;
  if (option !== '-c' || line === undefined || rest.length > 0) {
    return yield* fail(
      "sh: only sh -c 'COMMAND' is modelled here: there is no terminal to talk to",
      2,
    );
  }
  return yield* runLine(line, context);
}

function* help(context: ToolContext): Task<ExitStatus> {
  const place = placeOf(context);
  const here = TOOLS.filter((entry) => entry.places.includes(place));
  return yield* print([
    `What is modelled here (${place}):`,
    ...here.map((entry) => `  ${entry.name.padEnd(14)} ${entry.help}`),
    'Pipes into grep, head, tail, sort and wc -l work. An option that is not modelled says so.',
  ]);
}
