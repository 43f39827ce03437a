/**
 * A packet in a few words, as tcpdump gives its gist, and in a few lines, one per header.
 * Tunnels are looked through for the gist: what matters to a reader is who is talking to whom.
 */
import { bytesToAscii, hex } from './bytes';
import { type DnsMessage, type DnsRecord, decodeDns, nameOfRcode } from './dns';
import { frameLength, ipv4Length } from './frame';
import { readHttpHead, startsLikeHttp } from './http';
import {
  CODE_FRAGMENTATION_NEEDED,
  ICMP_ECHO_REPLY,
  ICMP_ECHO_REQUEST,
  ICMP_UNREACHABLE,
  nameIcmp,
} from './icmp';
import { isPiece } from './ipv4';
import { nameTcpFlags } from './tcp';
import {
  type ArpPacket,
  ETHERTYPE_ARP,
  ETHERTYPE_IPV4,
  type IcmpMessage,
  type Ipv4Packet,
  PROTO_ICMP,
  PROTO_TCP,
  PROTO_UDP,
  type Snapshot,
  type TcpOption,
  type TcpSegment,
  type UdpDatagram,
} from './types';
import { DNS_PORT } from './udp';

export interface PacketDescription {
  /** "SYN 43210 → 8080", "DNS A? my-service.default.svc.cluster.local", "ARP who has 169.254.1.1?" */
  readonly label: string;
  readonly protocol: 'arp' | 'icmp' | 'udp' | 'tcp' | 'dns' | 'http' | 'other';
}

/** The gist of the innermost packet. Never throws. */
export function describePacket(snapshot: Snapshot): PacketDescription {
  if (snapshot.kind === 'arp') return { label: describeArp(snapshot), protocol: 'arp' };
  if (snapshot.kind === 'ipv4') return describeIpv4(snapshot);
  const { payload } = snapshot;
  if (payload.kind === 'raw')
    return { label: `EtherType ${hex(snapshot.etherType)}`, protocol: 'other' };
  return describePacket(payload);
}

function describeArp(packet: ArpPacket): string {
  if (packet.operation === 2) return `ARP ${packet.senderIp} is at ${packet.senderMac}`;
  if (packet.senderIp === packet.targetIp) return `ARP announces ${packet.senderIp}`;
  return `ARP who has ${packet.targetIp}?`;
}

function describeIpv4(packet: Ipv4Packet): PacketDescription {
  const { payload } = packet;
  if (isPiece(packet)) {
    return { label: `fragment at ${packet.fragmentOffset}`, protocol: protocolOf(packet.protocol) };
  }
  switch (payload.kind) {
    case 'icmp':
      return { label: `ICMP ${describeIcmp(payload)}`, protocol: 'icmp' };
    case 'tcp':
      return describeTcp(payload);
    case 'udp':
      return describeUdp(payload);
    case 'raw':
      return { label: `IP protocol ${packet.protocol}`, protocol: 'other' };
  }
}

function protocolOf(number: number): PacketDescription['protocol'] {
  if (number === PROTO_TCP) return 'tcp';
  if (number === PROTO_UDP) return 'udp';
  return number === PROTO_ICMP ? 'icmp' : 'other';
}

function describeIcmp(message: IcmpMessage): string {
  const { type, code } = message;
  const name = nameIcmp(type, code);
  if (type === ICMP_ECHO_REQUEST || type === ICMP_ECHO_REPLY)
    return `${name} seq ${message.rest & 0xffff}`;
  const isFragmentationNeeded = type === ICMP_UNREACHABLE && code === CODE_FRAGMENTATION_NEEDED;
  return isFragmentationNeeded ? `${name}, MTU ${message.rest & 0xffff}` : name;
}

function describeTcp(segment: TcpSegment): PacketDescription {
  const { flags, data } = segment;
  const tcp = (label: string): PacketDescription => ({ label, protocol: 'tcp' });
  if (flags.rst) return tcp('RST');
  if (flags.syn && flags.ack) return tcp('SYN-ACK');
  if (flags.syn) return tcp(`SYN ${segment.sourcePort} → ${segment.destinationPort}`);
  if (startsLikeHttp(data)) return { label: `HTTP ${describeHttp(data)}`, protocol: 'http' };
  if (flags.fin) return tcp('FIN');
  if (data.length > 0) return tcp(`${data.length} bytes of data`);
  return tcp(flags.ack ? 'ACK' : 'TCP without flags');
}

/** "GET /health" or "200 OK" */
export function describeHttp(data: Uint8Array): string {
  const head = readHttpHead(data);
  const line = head.ok ? head.value.start.text : (bytesToAscii(data).split(/\r?\n/, 1)[0] ?? '');
  return line.replace(/^HTTP\/1\.\d /, '').replace(/ HTTP\/1\.\d$/, '');
}

function describeUdp(datagram: UdpDatagram): PacketDescription {
  const { payload, sourcePort, destinationPort } = datagram;
  if (payload.kind === 'vxlan') return describePacket(payload.frame);
  if (sourcePort === DNS_PORT || destinationPort === DNS_PORT) {
    const message = decodeDns(payload.bytes);
    if (message.ok) return { label: `DNS ${describeDns(message.value)}`, protocol: 'dns' };
  }
  return {
    label: `UDP ${sourcePort} → ${destinationPort}, ${payload.bytes.length} bytes`,
    protocol: 'udp',
  };
}

/** "A? name" for a query; "A 10.96.0.42" or "NXDOMAIN" for an answer. */
export function describeDns(message: DnsMessage): string {
  const question = message.questions[0];
  if (!message.isResponse)
    return question ? `${question.type}? ${question.name}` : 'query without question';
  if (message.responseCode !== 0) return nameOfRcode(message.responseCode);
  if (message.truncated) return `${question?.type ?? ''} truncated`.trim();
  const [first, ...others] = message.answers;
  // NODATA: the name exists, a record of this type does not (RFC 2308 §2.2)
  if (!first) return `${question?.type ?? ''} no data`.trim();
  const more = others.length > 0 ? ` and ${others.length} more` : '';
  return describeRecord(first) + more;
}

/** "A 10.96.0.42", "SRV 0 100 8080 my-service.default.svc.cluster.local" */
export function describeRecord(record: DnsRecord): string {
  switch (record.type) {
    case 'A':
    case 'AAAA':
      return `${record.type} ${record.address}`;
    case 'CNAME':
    case 'NS':
    case 'PTR':
      return `${record.type} ${record.target}`;
    case 'SRV':
      return `SRV ${record.priority} ${record.weight} ${record.port} ${record.target}`;
    case 'TXT':
      return `TXT ${record.texts.map((text) => `"${text}"`).join(' ')}`;
    case 'SOA':
      return `SOA ${record.primary}`;
    case 'unknown':
      return `TYPE${record.code} ${record.data.length} bytes`;
  }
}

/** One line per header, each indented two blanks deeper than the one around it. */
export function formatLayers(snapshot: Snapshot): readonly string[] {
  return linesOf(snapshot).map((line, depth) => '  '.repeat(depth) + line);
}

function linesOf(snapshot: Snapshot): readonly string[] {
  if (snapshot.kind === 'arp') {
    const { senderIp, senderMac, targetIp, targetMac } = snapshot;
    return [
      `ARP ${snapshot.operation === 1 ? 'request' : 'reply'} ${senderIp} (${senderMac}) → ${targetIp} (${targetMac})`,
    ];
  }
  if (snapshot.kind === 'ipv4') return [ipv4Line(snapshot), ...l4Lines(snapshot)];
  const { payload } = snapshot;
  const header = `Ethernet ${snapshot.source} → ${snapshot.destination} ${etherTypeName(snapshot.etherType)}, ${frameLength(snapshot)} bytes`;
  return [
    header,
    ...(payload.kind === 'raw' ? [`${payload.bytes.length} bytes`] : linesOf(payload)),
  ];
}

const etherTypeName = (etherType: number): string =>
  etherType === ETHERTYPE_IPV4 ? 'IPv4' : etherType === ETHERTYPE_ARP ? 'ARP' : hex(etherType);

function ipv4Line(packet: Ipv4Packet): string {
  const flags = [packet.dontFragment ? 'DF' : '', packet.moreFragments ? 'MF' : ''].filter(Boolean);
  const parts = [
    `IPv4 ${packet.source} → ${packet.destination}`,
    `TTL ${packet.ttl}`,
    `id ${packet.identification}`,
    ...flags,
    ...(packet.fragmentOffset > 0 ? [`offset ${packet.fragmentOffset}`] : []),
    ...(packet.tos > 0 ? [`TOS ${hex(packet.tos, 2)}`] : []),
    `${ipv4Length(packet)} bytes`,
  ];
  return parts.join(', ');
}

function l4Lines(packet: Ipv4Packet): readonly string[] {
  const { payload } = packet;
  switch (payload.kind) {
    case 'raw':
      return [
        `protocol ${packet.protocol}, ${payload.bytes.length} bytes${isPiece(packet) ? ' of a fragment' : ''}`,
      ];
    case 'icmp':
      return [`ICMP ${describeIcmp(payload)}, ${payload.data.length} bytes`];
    case 'tcp':
      return tcpLines(payload);
    case 'udp':
      return udpLines(payload);
  }
}

function tcpLines(segment: TcpSegment): readonly string[] {
  const options = segment.options.map(describeTcpOption).join(' ');
  const parts = [
    `TCP ${segment.sourcePort} → ${segment.destinationPort} ${nameTcpFlags(segment.flags)}`,
    `seq ${segment.sequence}`,
    ...(segment.flags.ack ? [`ack ${segment.acknowledgement}`] : []),
    `win ${segment.window}`,
    ...(options ? [`options ${options}`] : []),
    `${segment.data.length} bytes of data`,
  ];
  const http = startsLikeHttp(segment.data) ? [`HTTP ${describeHttp(segment.data)}`] : [];
  return [parts.join(', '), ...http];
}

/** "MSS 1410", "window scale 10" */
export function describeTcpOption(option: TcpOption): string {
  switch (option.kind) {
    case 'mss':
      return `MSS ${option.value}`;
    case 'window-scale':
      return `WS ${option.shift}`;
    case 'sack-permitted':
      return 'SACK-permitted';
    case 'sack':
      return `SACK ${option.blocks.map(({ left, right }) => `${left}-${right}`).join(' ')}`;
    case 'timestamps':
      return `TS ${option.value}/${option.echo}`;
    case 'nop':
      return 'NOP';
    case 'end':
      return 'END';
    case 'unknown':
      return `option-${option.code}`;
  }
}

function udpLines(datagram: UdpDatagram): readonly string[] {
  const { payload } = datagram;
  const header = `UDP ${datagram.sourcePort} → ${datagram.destinationPort}`;
  if (payload.kind === 'vxlan') {
    return [header, `VXLAN VNI ${payload.vni}`, ...linesOf(payload.frame)];
  }
  const { label, protocol } = describeUdp(datagram);
  const size = `${header}, ${payload.bytes.length} bytes of data`;
  return protocol === 'dns' ? [size, label] : [size];
}
