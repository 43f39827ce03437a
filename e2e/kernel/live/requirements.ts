/** What a test against a real kernel needs of the machine, and the one line that says what is missing. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** tool -> the Debian package that has it */
export const TOOLS = {
  ip: 'iproute2',
  bridge: 'iproute2',
  'iptables-restore': 'iptables',
  nft: 'nftables',
  nfacct: 'nfacct',
  conntrack: 'conntrack',
  tcpdump: 'tcpdump',
  ping: 'iputils-ping',
  nc: 'netcat-openbsd',
  curl: 'curl',
  ethtool: 'ethtool',
  python3: 'python3',
} as const;

export type ToolName = keyof typeof TOOLS;

/** The places of the system's tools are looked at even where a user's PATH leaves them out. */
export const SEARCH_PATH = [
  ...new Set([...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/sbin', '/usr/bin', '/bin']),
].join(':');

export function isInstalled(tool: string): boolean {
  return SEARCH_PATH.split(':').some((folder) => {
    try {
      accessSync(path.join(folder, tool), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Null when everything is there. */
export function whatIsMissing(tools: readonly ToolName[]): string | null {
  if (process.platform !== 'linux') return 'network namespaces exist on Linux only';
  if (process.getuid?.() !== 0) return 'making network namespaces needs root';
  const missing = tools.filter((tool) => !isInstalled(tool));
  if (missing.length === 0) return whatIsForbidden();
  const packages = [...new Set(missing.map((tool) => TOOLS[tool]))].join(' ');
  return `${missing.join(', ')} not found (Debian: apt-get install ${packages})`;
}

/** Each in a namespace of its own that is gone when the command ends. */
const ABILITIES: readonly (readonly [string, string])[] = [
  ['make network namespaces', 'true'],
  ['make VXLAN devices', 'ip link add vx0 type vxlan id 1 dstport 4789 nolearning'],
  ['make bridges', 'ip link add br0 type bridge'],
  [
    'load iptables rules',
    'iptables-restore </dev/null && iptables -t nat -A POSTROUTING -j MASQUERADE',
  ],
  ['load nftables rules', 'nft add table ip podpath'],
  [
    'filter bridged packets',
    'modprobe -q br_netfilter; test -e /proc/sys/net/bridge/bridge-nf-call-iptables',
  ],
];

/** A container may be root and still not be allowed to; a kernel may lack a module. */
function whatIsForbidden(): string | null {
  const env = { ...process.env, PATH: SEARCH_PATH };
  const failing = ABILITIES.find(([, command]) => {
    const words = ['--net', '--mount', 'sh', '-c', command];
    return spawnSync('unshare', words, { env }).status !== 0;
  });
  return failing ? `this machine cannot ${failing[0]}` : null;
}
