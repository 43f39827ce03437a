/**
 * Takes a packet apart for the eye, however odd it is: headers, tunnels, the packet quoted in an ICMP error,
 * DNS and HTTP. Where a header makes no sense, the rest is shown as data with the reason. Never throws.
 */

import { ARP_BYTES } from './arp';
import { hex } from './bytes';
import { internetChecksum } from './checksum';
import { dissectDns, dissectHttp } from './dissect-application';
import {
  arpFields,
  arpTitle,
  ethernetFields,
  type Ipv4View,
  icmpFields,
  ipv4Fields,
  protocolName,
  tcpFields,
  udpFields,
  viewIpv4,
  vxlanFields,
} from './dissect-headers';
import type { DissectedLayer, Dissection, Field } from './dissection';
import { ETHERNET_FIELDS, ETHERNET_HEADER_BYTES } from './ethernet';
import { readField } from './fields';
import { startsLikeHttp } from './http';
import { ICMP_FIELDS, ICMP_HEADER_BYTES, isIcmpError, nameIcmp } from './icmp';
import { IPV4_HEADER_BYTES } from './ipv4';
import { TCP_FIELDS, TCP_HEADER_BYTES } from './tcp';
import { ETHERTYPE_ARP, ETHERTYPE_IPV4, PROTO_ICMP, PROTO_TCP, PROTO_UDP } from './types';
import { DNS_PORT, UDP_FIELDS, UDP_HEADER_BYTES } from './udp';
import { isVxlanPort, VXLAN_FIELDS, VXLAN_FLAG_VNI, VXLAN_HEADER_BYTES } from './vxlan';

export type { DissectedLayer, Dissection, Field } from './dissection';

/** Tunnels in tunnels and quotes in quotes end here; no real packet comes near. */
const MAX_LAYERS = 64;
/** What an ICMP error quotes at least of an L4 header: enough for both ports. */
const QUOTED_L4_BYTES = 8;

type Draft = { -readonly [K in keyof DissectedLayer]: DissectedLayer[K] };
type Osi = DissectedLayer['osi'];

/** Takes apart a frame ('ethernet') or a bare packet ('ipv4'). Never throws, whatever the bytes. */
export function dissect(bytes: Uint8Array, linkType: 'ethernet' | 'ipv4'): Dissection {
  const walk = new Walk(bytes);
  if (linkType === 'ethernet') walk.ethernet(0, bytes.length);
  else walk.ipv4(0, bytes.length);
  return walk.result();
}

class Walk {
  private readonly bytes: Uint8Array;
  private readonly layers: Draft[] = [];
  private quoted = false;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  result(): Dissection {
    const last = this.layers.at(-1);
    if (!last) return { layers: [], payload: { offset: 0, length: 0 } };
    const isPayload =
      last.protocol === 'data' || last.protocol === 'dns' || last.protocol === 'http';
    const payload = isPayload
      ? { offset: last.offset, length: last.length }
      : { offset: last.offset + last.length, length: 0 };
    return { layers: this.layers, payload };
  }

  ethernet(at: number, end: number): void {
    if (!this.hasRoom('Ethernet', 2, at, end, ETHERNET_HEADER_BYTES)) return;
    const fields = ethernetFields(this.bytes, at);
    this.push('ethernet', 2, 'Ethernet II', at, ETHERNET_HEADER_BYTES, fields);
    const etherType = readField(this.bytes, at, ETHERNET_FIELDS.etherType);
    const next = at + ETHERNET_HEADER_BYTES;
    if (etherType === ETHERTYPE_IPV4) this.ipv4(next, end);
    else if (etherType === ETHERTYPE_ARP) this.arp(next, end);
    else this.data(next, end, `EtherType ${hex(etherType)}`, 3);
  }

  private arp(at: number, end: number): void {
    if (!this.hasRoom('ARP', 2, at, end, ARP_BYTES)) return;
    this.push('arp', 2, arpTitle(this.bytes, at), at, ARP_BYTES, arpFields(this.bytes, at));
  }

  ipv4(at: number, end: number): void {
    if (!this.hasRoom('IPv4', 3, at, end, IPV4_HEADER_BYTES)) return;
    const view = viewIpv4(this.bytes, at, end, this.quoted);
    if (view.version !== 4) {
      this.malformed(at, end, 3, 'bad-version', `IP version ${view.version} is not 4`);
      return;
    }
    const title = `IPv4, ${view.source} → ${view.destination}`;
    this.push('ipv4', 3, title, at, view.headerLength, ipv4Fields(this.bytes, at, view));
    const next = at + view.headerLength;
    if (view.headerProblem) this.malformed(next, view.end, 4, 'bad-length', view.headerProblem);
    else if (view.isPiece) {
      const title = `Fragment at ${view.fragmentOffset} of a ${protocolName(view.protocol)} datagram`;
      this.data(next, view.end, title, 4);
    } else this.l4(next, view);
  }

  private l4(at: number, view: Ipv4View): void {
    if (view.protocol === PROTO_TCP) this.tcp(at, view);
    else if (view.protocol === PROTO_UDP) this.udp(at, view);
    else if (view.protocol === PROTO_ICMP) this.icmp(at, view);
    else this.data(at, view.end, `IP protocol ${view.protocol}`, 4);
  }

  private icmp(at: number, { end, isCut }: Ipv4View): void {
    if (!this.hasRoom('ICMP', 3, at, end, ICMP_HEADER_BYTES)) return;
    const type = readField(this.bytes, at, ICMP_FIELDS.type);
    const code = readField(this.bytes, at, ICMP_FIELDS.code);
    const isRight = isCut ? null : internetChecksum(this.bytes, at, end) === 0;
    const fields = icmpFields(this.bytes, at, type, code, isRight);
    this.push('icmp', 3, `ICMP ${nameIcmp(type, code)}`, at, ICMP_HEADER_BYTES, fields);
    const next = at + ICMP_HEADER_BYTES;
    if (!isIcmpError(type)) {
      this.data(next, end, 'Data', 7);
      return;
    }
    this.quoted = true;
    this.ipv4(next, end);
  }

  private tcp(at: number, view: Ipv4View): void {
    const need = view.isCut ? QUOTED_L4_BYTES : TCP_HEADER_BYTES;
    if (!this.hasRoom('TCP', 4, at, view.end, need)) return;
    const stated = readField(this.bytes, at, TCP_FIELDS.dataOffset) * 4;
    const room = view.end - at;
    const isWhole = room >= TCP_HEADER_BYTES && stated >= TCP_HEADER_BYTES && stated <= room;
    const length = isWhole ? stated : Math.min(room, TCP_HEADER_BYTES);
    const fields = tcpFields(this.bytes, at, length, view);
    this.push('tcp', 4, this.portsTitle('TCP', at), at, length, fields);
    if (!isWhole) {
      if (!view.isCut)
        this.malformed(at + length, view.end, 4, 'bad-length', `data offset says ${stated} bytes`);
      return;
    }
    const data = this.bytes.subarray(at + length, view.end);
    if (startsLikeHttp(data)) {
      const http = dissectHttp(data, at + length);
      this.push('http', 7, http.title, at + length, data.length, http.fields);
    } else this.data(at + length, view.end, 'Data', 7);
  }

  private portsTitle(protocol: string, at: number): string {
    const source = readField(this.bytes, at, UDP_FIELDS.sourcePort);
    return `${protocol}, ${source} → ${readField(this.bytes, at, UDP_FIELDS.destinationPort)}`;
  }

  private udp(at: number, view: Ipv4View): void {
    if (!this.hasRoom('UDP', 4, at, view.end, UDP_HEADER_BYTES)) return;
    this.push(
      'udp',
      4,
      this.portsTitle('UDP', at),
      at,
      UDP_HEADER_BYTES,
      udpFields(this.bytes, at, view),
    );
    const stated = readField(this.bytes, at, UDP_FIELDS.length);
    const next = at + UDP_HEADER_BYTES;
    if (stated < UDP_HEADER_BYTES || (stated > view.end - at && !view.isCut)) {
      this.malformed(
        next,
        view.end,
        4,
        'bad-length',
        `length says ${stated} bytes, ${view.end - at} are there`,
      );
      return;
    }
    const end = Math.min(view.end, at + stated);
    const source = readField(this.bytes, at, UDP_FIELDS.sourcePort);
    const destination = readField(this.bytes, at, UDP_FIELDS.destinationPort);
    if (isVxlanPort(destination) && !this.quoted) this.vxlan(next, end);
    else if ((source === DNS_PORT || destination === DNS_PORT) && next < end && !view.isCut)
      this.dns(next, end);
    else this.data(next, end, 'Data', 7);
  }

  private vxlan(at: number, end: number): void {
    if (!this.hasRoom('VXLAN', 2, at, end, VXLAN_HEADER_BYTES)) return;
    const vni = readField(this.bytes, at, VXLAN_FIELDS.vni);
    this.push('vxlan', 2, `VXLAN, VNI ${vni}`, at, VXLAN_HEADER_BYTES, vxlanFields(this.bytes, at));
    if ((readField(this.bytes, at, VXLAN_FIELDS.flags) & VXLAN_FLAG_VNI) === 0) {
      this.malformed(
        at + VXLAN_HEADER_BYTES,
        end,
        2,
        'unsupported',
        'the I flag is clear, so the VNI is not valid',
      );
      return;
    }
    for (const layer of this.layers) layer.outer = true;
    this.ethernet(at + VXLAN_HEADER_BYTES, end);
  }

  private dns(at: number, end: number): void {
    const dns = dissectDns(this.bytes.subarray(at, end), at);
    this.push('dns', 7, dns.title, at, end - at, dns.fields);
  }

  private data(at: number, end: number, title: string, osi: Osi): void {
    if (end <= at) return;
    const length = end - at;
    const field = {
      name: 'Data',
      key: 'data.bytes',
      offset: at,
      length,
      value: `${length} bytes`,
      raw: length,
    };
    this.push('data', osi, title, at, length, [field]);
  }

  private malformed(at: number, end: number, osi: Osi, code: string, message: string): void {
    const length = Math.max(0, end - at);
    const error: Field = {
      name: 'Malformed',
      key: 'data.error',
      offset: at,
      length,
      value: message,
      raw: code,
    };
    this.push('data', osi, 'Malformed', at, length, [error]);
  }

  private hasRoom(name: string, osi: Osi, at: number, end: number, need: number): boolean {
    if (this.layers.length >= MAX_LAYERS) {
      this.malformed(at, end, osi, 'unsupported', `more than ${MAX_LAYERS} layers`);
      return false;
    }
    if (end - at >= need) return true;
    this.malformed(
      at,
      end,
      osi,
      'truncated',
      `${name} needs ${need} bytes, ${Math.max(0, end - at)} are left`,
    );
    return false;
  }

  private push(
    protocol: DissectedLayer['protocol'],
    osi: Osi,
    title: string,
    offset: number,
    length: number,
    fields: readonly Field[],
  ): void {
    this.layers.push({
      protocol,
      osi,
      title,
      offset,
      length,
      fields,
      outer: false,
      quoted: this.quoted,
    });
  }
}
