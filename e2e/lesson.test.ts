import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NUMBERS } from '../src/authoring/numbers';
import { remarkLesson } from '../src/authoring/remark-lesson';

const FILE = 'content/lessons/osi-meets-kubernetes/index.mdx';
const text = readFileSync(FILE, 'utf8');
/** without tags, their attributes, front matter and code */
const prose = text
  .replace(/^---\n[\s\S]*?\n---\n/, '')
  .replace(/<(Terminal|Manifest|Scene)\b[\s\S]*?\/>/g, '')
  .replace(/`[^`]*`/g, '');

type Attributes = Readonly<Record<string, string>>;

const attributesOf = (tag: string): Attributes =>
  Object.fromEntries(
    [...tag.matchAll(/(\w+)="([^"]*)"/g)].map((match) => [
      match[1] ?? '',
      (match[2] ?? '').replaceAll('&quot;', '"'),
    ]),
  );

const tags = (name: string): readonly Attributes[] =>
  [...text.matchAll(new RegExp(`<${name}\\b[\\s\\S]*?/>`, 'g'))].map((match) =>
    attributesOf(match[0]),
  );

/** What the build fills in for an element. */
function filled(name: string, attributes: Attributes): Attributes {
  const node = {
    type: 'mdxJsxFlowElement',
    name,
    attributes: Object.entries(attributes).map(([key, value]) => ({
      type: 'mdxJsxAttribute' as const,
      name: key,
      value,
    })),
    position: { start: { line: 1, column: 1 } },
  };
  remarkLesson()({ type: 'root', children: [node] }, { path: FILE });
  return Object.fromEntries(node.attributes.map((entry) => [entry.name, entry.value]));
}

/** Every command that a student of this subject has met elsewhere, and where the lesson has it. */
const COMMANDS: readonly string[] = [
  'kubectl get nodes -o wide',
  'kubectl get pods -o wide',
  'kubectl get svc',
  'ls /etc/cni/net.d/',
  'kubectl get nodes -o jsonpath=',
  'ip link show | grep cali',
  'ip route | grep cali',
  'iptables -t nat -L KUBE-SERVICES -n | grep my-service',
  'iptables -t nat -S KUBE-SVC-FXIYY6OHUSNBITIX',
  'iptables -t nat -S KUBE-SEP-7V3X4POJIWKUD3QQ',
  "kubectl get pod my-pod -n production -o jsonpath='{.spec.containers[*].name}'",
  'kubectl exec pod-a -- ping -c 3 10.244.1.8',
  'kubectl exec pod-a -- nc -zv 10.244.1.8 8080',
  'kubectl exec pod-a -- nc -zv my-service.default.svc.cluster.local 8080',
  'kubectl exec pod-a -- curl -s http://my-service.default:8080/health',
  'kubectl exec pod-a -- nslookup my-service.default.svc.cluster.local',
  'kubectl get endpointslices -l kubernetes.io/service-name=my-service',
  'kubectl get endpoints my-service',
  'conntrack -L -d 10.96.0.42',
];

/** Commands that are meant to fail, with their exit code. */
const FAILING: Readonly<Record<string, number>> = {
  'ping -c 1 -M do -s 1423 10.244.1.8': 1,
  'ping -c 1 10.96.0.42': 1,
};

describe('the terminals of the lesson', () => {
  const terminals = tags('Terminal');

  test('show every command of the subject', () => {
    const runs = terminals.map((terminal) => terminal.run ?? '');
    expect(COMMANDS.filter((command) => !runs.some((run) => run.startsWith(command)))).toEqual([]);
  });

  test.each(terminals.map((terminal) => [`${terminal.at} $ ${terminal.run}`, terminal] as const))(
    '%s',
    (_name, terminal) => {
      const { exitCode, output = '' } = filled('Terminal', terminal);
      const blocked = terminal.at === 'default/pod-a' && terminal.run?.startsWith('nc');
      const isStopped = blocked && terminal.cni === 'calico';
      expect(Number(exitCode)).toBe(isStopped ? 1 : (FAILING[terminal.run ?? ''] ?? 0));
      expect(output).not.toBe('');
      if (terminal.highlight) expect(output).toContain(terminal.highlight);
    },
    30_000,
  );
});

describe('the manifests of the lesson', () => {
  test.each(tags('Manifest').map((entry) => [`${entry.kind} ${entry.name}`, entry] as const))(
    '%s is a parsed object of a cluster file',
    (_name, entry) => {
      const { text: shown = '' } = filled('Manifest', entry);
      expect(shown).toContain(`kind: ${entry.kind}`);
    },
  );

  test('show a policy, an Ingress, a Gateway, a route and a meshed pod', () => {
    const kinds = new Set(tags('Manifest').map((entry) => entry.kind));
    for (const kind of ['NetworkPolicy', 'Ingress', 'Gateway', 'HTTPRoute', 'Pod'])
      expect(kinds).toContain(kind);
  });
});

describe('the words of the lesson', () => {
  test('hold neither "simply" nor "just"', () => {
    expect(prose.match(/\b(simply|just)\b/gi)).toBeNull();
  });

  const section = (id: string) => text.split(`[#${id}]`)[1]?.split(/\n##+ /)[0] ?? '';

  test.each([
    ['three address spaces', /Three address spaces/],
    ['the CNI at layers 2 and 3', /CNI works at layers 2 and 3/],
    ['kube-proxy at layer 4', /kube-proxy works at layer 4/],
    ['NetworkPolicy at layers 3 and 4', /NetworkPolicy works at layers 3 and 4/],
    ['Ingress at layer 7', /Ingress and Gateway proxies work at layer 7/],
    ['the mesh', /A mesh adds/],
    ['the ClusterIP', /no interface holds it/],
    ['the bytes of VXLAN', /VXLAN takes/],
    ['what tickets really are', /no network faults/],
  ])('the recap names %s', (_name, pattern) => {
    expect(section('recap')).toMatch(pattern);
  });

  test.each([
    ['a ClusterIP on an interface', /ClusterIP on an interface/],
    ['policies without an enforcer', /needs an enforcer/],
    ['endpoints not looked at', /endpoints first/],
    ['the MTU of an overlay', /MTU of an overlay/],
    ['pinging a Service', /Pinging a Service/],
    ['pod names and Service names', /names of pods and names of Services/],
  ])('the mistakes name %s', (_name, pattern) => {
    expect(section('mistakes')).toMatch(pattern);
  });
});

describe('the numbers of the lesson', () => {
  test.each([
    ['vxlan-overhead', 50],
    ['vxlan-overhead-v6', 70],
    ['pod-mtu-vxlan', 1450],
    ['ping-max-vxlan', 1422],
    ['ttl-routed', 63],
    ['ttl-bridge', 64],
    ['dns-queries-fqdn', 4],
    ['conntrack-entries-needed', 6_000_000],
    ['conntrack-rate-sustained', 1092],
  ])('%s is %i', (name, value) => {
    expect(NUMBERS[name]?.()).toBe(value);
  });
});
