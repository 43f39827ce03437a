/**
 * ip of iproute2 6.1: addr, link, route, neigh, rule. Source: ip(8); iproute2 ip/ip.c, ipneigh.c, iprule.c.
 * Attributes that the plan does not know (queue counts, offload limits, bridge timers) are left out, not invented.
 */
import { ok } from '../result';
import { printAddresses, printLinks } from './ip-link';
import { getRoute, printRoutes } from './ip-route';
import { ipError, type IpOutput, type IpView, readSelectors } from './ip-view';
import { notModelled } from './options';
import { fail, print } from './output';
import type { Tool } from './types';

const DETAILS: readonly string[] = ['-d', '-details'];
const BRIEF: readonly string[] = ['-br', '-brief'];
const IPV4 = '-4';

export const ip: Tool = function* ({ argv, namespace, plan: plans, state }) {
  const options = argv.slice(1).filter((word) => word.startsWith('-'));
  const words = argv.slice(1).filter((word) => !word.startsWith('-'));
  const unknown = options.find((option) => ![...DETAILS, ...BRIEF, IPV4].includes(option));
  if (unknown) return yield* fail(notModelled('ip', unknown, ['-d', '-br', '-4']), 2);
  const plan = plans.namespaces[namespace];
  const own = state.namespaces[namespace];
  if (!plan || !own) return yield* fail(`ip: there is no network namespace "${namespace}" here`, 1);
  const result = dispatch(words, {
    plans,
    plan,
    state: own,
    nowMicros: state.nowMicros,
    isDetailed: options.some((option) => DETAILS.includes(option)),
    isBrief: options.some((option) => BRIEF.includes(option)),
  });
  if (result.ok) return yield* print(result.value);
  return yield* fail(result.error.message, result.error.exitCode);
};

const SHOW: readonly string[] = ['show', 'list', 'ls', 'lst'];
const CHANGES: readonly string[] = ['add', 'del', 'delete', 'set', 'change', 'replace', 'flush'];

/** Objects may be cut short; the first one that begins so is meant (ip.c cmds[]). */
const OBJECTS = ['address', 'maddress', 'route', 'rule', 'neighbor', 'neighbour', 'link'] as const;

function dispatch([given = '', ...rest]: readonly string[], view: IpView): IpOutput {
  const object = given === '' ? undefined : OBJECTS.find((entry) => entry.startsWith(given));
  const [verb = ''] = rest;
  if (object && CHANGES.includes(verb)) {
    const why = 'agents write this configuration';
    return ipError(`ip: "${given} ${verb}" is not modelled here: ${why}. Known: show`, 2);
  }
  const words = SHOW.includes(verb) ? rest.slice(1) : rest;
  switch (object) {
    case 'address':
      return printAddresses(words, view);
    case 'link':
      return printLinks(words, view);
    case 'route':
      return verb === 'get' ? getRoute(rest.slice(1), view) : printRoutes(words, view);
    case 'neighbor':
    case 'neighbour':
      return neighbours(words, view);
    case 'rule':
      return rules(words, view);
    default:
      return ipError(
        `Object "${given}" is unknown or not modelled here. Known: addr link route neigh rule`,
      );
  }
}

function neighbours(words: readonly string[], { plan, state }: IpView): IpOutput {
  const selectors = readSelectors('neigh', words, ['dev']);
  if (!selectors.ok) return selectors;
  const device = selectors.value.get('dev');
  if (device !== undefined && !plan.links[device]) return ipError(`Cannot find device "${device}"`);
  const entries = [...state.neighbours, ...plan.neighbours].filter(
    (entry) => device === undefined || entry.device === device,
  );
  return ok(
    entries.map((entry) => {
      const place = device === undefined ? ` dev ${entry.device}` : '';
      const mac = entry.mac === null ? '' : ` lladdr ${entry.mac}`;
      return `${entry.ip}${place}${mac} ${entry.state} `;
    }),
  );
}

const hex = (value: number): string => `0x${value.toString(16)}`;

function rules(words: readonly string[], { plan }: IpView): IpOutput {
  if (words.length > 0)
    return ipError(`ip: "rule show ${words.join(' ')}" is not modelled here`, 2);
  const sorted = [...plan.rules].sort((a, b) => a.priority - b.priority);
  return ok(
    sorted.map((rule) => {
      const to = rule.to ? ` to ${rule.to}` : '';
      const mask = rule.mark && rule.mark.mask !== 0xffffffff ? `/${hex(rule.mark.mask)}` : '';
      const mark = rule.mark ? ` fwmark ${hex(rule.mark.value)}${mask}` : '';
      return `${rule.priority}:\tfrom ${rule.from}${to}${mark} lookup ${rule.table}`;
    }),
  );
}
