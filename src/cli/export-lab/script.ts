/**
 * A world as a shell script that builds the same network from network namespaces on a Linux machine.
 * Servers need python3, the one tool with sockets that almost every Linux machine has; without it ping still works.
 */
import { readFileSync } from 'node:fs';
import {
  type NamespaceText,
  netnsWithPrefix,
  planText,
  type SysctlText,
  type World,
} from '../../sim';
import { namesOf } from './names';

export interface LabOptions {
  /** what the prefix of every namespace is made of: podpath-NAME_; a name has no underscore, so that lab and lab-2 stay apart */
  readonly name: string;
  /** the manifests that it was made from, for the heading */
  readonly files: readonly string[];
}

const own = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');

/** A name of a file is text from outside: it stays on its line. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?');

/** Linux keeps the names of namespaces as files; the prefix is put in front by the script. */
const netns = netnsWithPrefix('');

export function labScript(world: World, options: LabOptions): string {
  const texts = planText(world.plan, (namespace) => netns(namespace));
  return [
    heading(world, options),
    settings(world, texts, options),
    own('./lab.sh').trimEnd(),
    serverPart(world),
    buildPart(world, texts),
    'main "$@"',
    '',
  ].join('\n\n');
}

function heading({ options, plan }: World, { files, name }: LabOptions): string {
  const count = Object.keys(plan.namespaces).length;
  return [
    '#!/bin/sh',
    '#',
    `# The network of ${files.map(printable).join(', ')}, made of ${count} network namespaces.`,
    `# CNI ${options.cni}, kube-proxy ${options.proxy}${options.faults.length > 0 ? `, faults ${options.faults.join(', ')}` : ''}.`,
    '#',
    '# Every pod, every node, the switch between the nodes and the router is one namespace with the devices, addresses,',
    '# routes, neighbours and rules that Podpath shows. Nothing outside these namespaces is changed or contacted; names',
    `# of namespaces begin with podpath-${name}_, files lie in /run/podpath-${name} and /etc/netns, and down removes all of it.`,
    '#',
    '# Needs: Linux, root, iproute2, iptables. Servers in pods: python3. Helpful: tcpdump, conntrack, netcat-openbsd, curl.',
    '# No Kubernetes runs here: the agents have done their work, and this is what they left in the kernel.',
  ].join('\n');
}

function settings(world: World, texts: readonly NamespaceText[], { name }: LabOptions): string {
  const pods = Object.values(world.plan.namespaces).filter((plan) => plan.role === 'pod');
  const far = world.cluster.pods.find(
    (pod) => pod.spec.nodeName !== pods[0]?.node && pod.status?.podIP !== undefined,
  );
  const tools = [
    texts.some((text) => text.iptables !== '') ? 'iptables-restore:iptables' : '',
    texts.some((text) => text.nft !== '') ? 'nft:nftables' : '',
  ];
  return [
    `NAME=\${PODPATH_LAB:-${name}}`,
    'PREFIX=podpath-${NAME}_',
    'STATE=/run/podpath-$NAME',
    `PLACES="${Object.keys(world.plan.namespaces).join(' ')}"`,
    `RULE_TOOLS="${tools.filter(Boolean).join(' ')}"`,
    `EXAMPLE="${pods[0]?.name ?? 'PLACE'} ping -c 1 ${far?.status?.podIP ?? '127.0.0.1'}"`,
  ].join('\n');
}

function serverPart({ cluster }: World): string {
  return [
    'write_server() {',
    here('cat >"$STATE/serve.py"', own('./serve.py')),
    here('cat >"$STATE/names.json"', `${JSON.stringify(namesOf(cluster))}\n`),
    '}',
  ].join('\n');
}

function buildPart({ plan }: World, texts: readonly NamespaceText[]): string {
  const each = (make: (text: NamespaceText) => string): string[] => texts.map(make).filter(Boolean);
  const step = (title: string, parts: readonly string[]) =>
    parts.length > 0 ? [`# ${title}`, ...parts].join('\n') : '';
  return [
    'build() {',
    step(
      'one namespace for each place; switches that new devices take over',
      each(({ netns: name, sysctlFirst }) =>
        [`netns ${name}`, here(`switches ${name}`, sysctlText(sysctlFirst))].join('\n'),
      ),
    ),
    step(
      'devices; the far end of a veth pair is made together with the near one',
      each(({ netns: name, links }) => hereIf(`links ${name}`, withPrefix(links), 'EOF')),
    ),
    step(
      'switches of single devices',
      each(({ netns: name, sysctl }) => hereIf(`switches ${name}`, sysctlText(sysctl))),
    ),
    step(
      'bridge ports, addresses, routes, neighbours',
      each(({ netns: name, addresses }) => hereIf(`addresses ${name}`, addresses)),
    ),
    step(
      'which tunnel end a MAC address is behind',
      each(({ netns: name, fdb }) => hereIf(`forwarding ${name}`, fdb)),
    ),
    step('rules, as iptables-save prints them', each(rulesOf)),
    step(
      'what ip netns exec shows in place of files in /etc',
      texts.flatMap((text) => filesOf(plan, text)),
    ),
    step(
      'the processes that listen',
      each((text) => serversOf(plan, text)),
    ),
    '}',
  ]
    .filter(Boolean)
    .join('\n\n');
}

type Plan = World['plan'];

/** A here-document; its text is taken as it stands unless `end` is bare. */
function here(command: string, text: string, end = "'EOF'"): string {
  return `${command} <<${end}\n${text}EOF`;
}
const hereIf = (command: string, text: string, end?: string): string =>
  text === '' ? '' : here(command, text, end);

/** Only here one namespace names another. */
const withPrefix = (links: string): string => links.replaceAll(' netns ', ' netns ${PREFIX}');

const sysctlText = (values: readonly SysctlText[]): string =>
  values.map(({ key, value }) => `${key} ${value}\n`).join('');

function rulesOf({ netns: name, accounting, iptables, nft }: NamespaceText): string {
  return [
    iptables === '' ? '' : `counters ${name} "${accounting.join(' ')}"`,
    hereIf(`rules ${name}`, iptables),
    hereIf(`nftables ${name}`, nft),
  ]
    .filter(Boolean)
    .join('\n');
}

/** ip-netns(8) binds files of /etc/netns over those of /etc that exist on the machine. */
const SHOWN = ['/etc/resolv.conf', '/etc/hosts'];

function filesOf({ namespaces }: Plan, { namespace, netns: name }: NamespaceText): string[] {
  const files = namespaces[namespace]?.files ?? {};
  return SHOWN.flatMap((path) => {
    const text = files[path];
    return text === undefined ? [] : [here(`file ${name} ${path.replace('/etc/', '')}`, text)];
  });
}

function serversOf({ namespaces }: Plan, { namespace, netns: name }: NamespaceText): string {
  const rows = (namespaces[namespace]?.listeners ?? []).map(({ protocol, address, port, app }) => {
    const who = app.kind === 'http' ? ` ${app.podName} ${app.healthStatus}` : '';
    return `${protocol} ${address} ${port} ${app.kind}${who}\n`;
  });
  return hereIf(`servers ${name}`, rows.join(''));
}
