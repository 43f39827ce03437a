/**
 * The ICMP redirect of a router that sends a packet back through the interface that it came in on.
 * Source: RFC 1812 §5.2.7.2; Linux net/ipv4/route.c __mkroute_input() (IPSKB_DOREDIRECT), ip_rt_send_redirect().
 */
import type { NamespacePlan } from '../plan';
import type { Ipv4 } from '../wire/types';
import { lookupRoute } from './route';

/** ip_rt_redirect_load: 20 ms, doubled with each redirect to the same host */
const LOAD_MICROS = 20_000;
/** ip_rt_redirect_number */
const MAXIMUM = 9;
/** ip_rt_redirect_silence: after that, the count starts again */
const SILENCE_MICROS = LOAD_MICROS << (MAXIMUM + 1);

export interface Redirected {
  readonly count: number;
  readonly atMicros: number;
}

/** True when the sender could have reached the next hop itself: it is a neighbour on the same interface. */
export function deservesRedirect(
  plan: NamespacePlan,
  source: Ipv4,
  devices: { readonly in?: string; readonly out?: string },
): boolean {
  if (!devices.in || devices.in !== devices.out || devices.in === 'lo') return false;
  const setting = (name: string) => plan.sysctl[`net.ipv4.conf.${name}.send_redirects`] ?? '1';
  if (setting('all') === '0' && setting(devices.in) === '0') return false;
  const back = lookupRoute(plan, { destination: source });
  return back.kind === 'unicast' && back.device === devices.in && back.nextHop === source;
}

/** The count with this redirect in it, or null when the host has heard enough for now. */
export function countRedirect(known: Redirected | undefined, nowMicros: number): Redirected | null {
  const isForgotten = !known || nowMicros - known.atMicros > SILENCE_MICROS;
  const count = isForgotten ? 0 : known.count;
  if (count >= MAXIMUM) return null;
  if (count > 0 && known && nowMicros - known.atMicros <= LOAD_MICROS << count) return null;
  return { count: count + 1, atMicros: nowMicros };
}
