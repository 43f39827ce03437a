/** The commands that exist here. Adding one is one file and one line. */
import { bridge } from './bridge';
import { conntrack } from './conntrack';
import { curl } from './curl';
import { cat, help, hostname, ls, sysctlTool } from './files';
import { ip } from './ip';
import { iptables, iptablesSave } from './iptables';
import { kubectl } from './kubectl';
import { nc } from './nc';
import { nslookup } from './nslookup';
import { ping } from './ping';
import { ss } from './ss';
import type { Tool } from './types';

/** Made on first use: the shell and its tools refer to one another. */
let known: ReadonlyMap<string, Tool> | null = null;

const tools = (): ReadonlyMap<string, Tool> => {
  known ??= new Map<string, Tool>([
  ['bridge', bridge],
  ['cat', cat],
  ['conntrack', conntrack],
  ['curl', curl],
  ['help', help],
  ['hostname', hostname],
  ['ip', ip],
  ['iptables', iptables],
  ['iptables-save', iptablesSave],
  ['kubectl', kubectl],
  ['ls', ls],
  ['nc', nc],
  ['nslookup', nslookup],
  ['ping', ping],
  ['ss', ss],
  ['sysctl', sysctlTool],
  ]);
  return known;
};

export const findTool = (name: string): Tool | undefined => tools().get(name);
export const toolNames = (): readonly string[] => [...tools().keys()];
