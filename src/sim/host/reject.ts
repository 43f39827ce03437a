/** What REJECT answers: an ICMP error, or a reset in the name of the peer (Linux net/ipv4/netfilter/nf_reject_ipv4.c). */
import type { RejectKind } from '../filter/types';
import {
  ADMIN_PROHIBITED,
  HOST_UNREACHABLE,
  NET_UNREACHABLE,
  PORT_UNREACHABLE,
  UNREACHABLE,
} from '../net/icmp';
import type { Skb, Timed } from '../skb';
import { resetFor } from '../transport/tcp-writer';
import { answering, sendIcmpError } from './errors';
import type { Host, Kernel } from './kernel';
import { sendSegment } from './tcp';

const REJECT_CODES: Record<Exclude<RejectKind, 'tcp-reset'>, number> = {
  'icmp-net-unreachable': NET_UNREACHABLE,
  'icmp-host-unreachable': HOST_UNREACHABLE,
  'icmp-proto-unreachable': 2,
  'icmp-port-unreachable': PORT_UNREACHABLE,
  'icmp-admin-prohibited': ADMIN_PROHIBITED,
};

export function answerReject(
  kernel: Kernel,
  host: Host,
  skb: Skb,
  how: RejectKind,
): readonly Timed[] {
  if (how !== 'tcp-reset') {
    return sendIcmpError(kernel, host, skb, { type: UNREACHABLE, code: REJECT_CODES[how] });
  }
  const { payload, source, destination } = skb.packet;
  const reset = payload.kind === 'tcp' ? resetFor(payload) : null;
  if (!reset) return [];
  const options = {
    causedBy: skb.identity.id,
    identification: 0,
    tracking: answering(skb.tracking),
  };
  return sendSegment(kernel, host, destination, source, reset, options);
}
