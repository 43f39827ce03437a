/**
 * Watches every frame that the simulation sends past a tap and holds it against the recording: which packet it is, whether
 * this is the next place where that packet was seen, and whether every header byte agrees.
 */
import { encode, frameLength } from '../../sim/wire/frame';
import type { Frame } from '../../sim/wire/types';
import { fieldNumber, type FrameField, frameFields } from './frame-fields';
import { patchFrame, patchQuote } from './frame-patch';
import { unfinishedChecksum } from './unfinished-checksum';
import type { Golden, Sighting } from './golden';

export interface Disagreement {
  /** "3 node-1/eth0 out p1" */
  readonly hop: string;
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

export interface Label {
  readonly name: string;
  readonly sightings: readonly Sighting[];
  readonly seen: boolean[];
  /** its first frame was handed to the simulation */
  isInput: boolean;
}

export const nextOf = (label: Label): Sighting | undefined =>
  label.sightings[label.seen.indexOf(false)];
const hasStarted = (label: Label): boolean => label.seen.includes(true);

/** What the recording decides where a packet is first seen (README of the captures, "no simulator can predict"). */
const CHANCE_FIELDS = /(^|\.)(ip\.id|tcp\.tsval)$/;
/** first segments only, and only where receive-buffer tuning has moved it */
const WINDOW = /(^|\.)tcp\.win$/;
const QUOTED_CHANCE =
  /quote\.(ip\.id|ip\.ck|tcp\.(seq|tsval|sport|ck)|udp\.(sport|ck)|icmp\.(id|ck))$/;
const CHECKSUM = /\.ck$/;
/** a frame that differs in more fields than this is another packet */
const SAME_PACKET = 4;
const SETTLE_MICROS = 3000;
/** a loaded machine and timers that fire late: so much may a recording be behind */
const PACE_MICROS = 120_000;
const PACE_SHARE = 0.06;

interface Difference {
  readonly field: FrameField;
  readonly expected: string;
  readonly got: string;
}

export class Watch {
  readonly labels: readonly Label[];
  readonly disagreements: Disagreement[] = [];
  /** header bytes */
  compared = 0;
  fromOracle = 0;
  private readonly byPacket = new Map<number, Set<Label>>();
  private readonly fieldsOf = new Map<Sighting, readonly FrameField[]>();

  constructor(
    private readonly golden: Golden,
    private readonly tunnelPorts: ReadonlySet<number>,
    private readonly isTapped: (namespace: string, device: string) => boolean,
    private readonly now: () => number,
  ) {
    const groups = new Map<string, Sighting[]>();
    for (const sighting of golden.sightings) {
      const known = groups.get(sighting.label);
      if (known) known.push(sighting);
      else groups.set(sighting.label, [sighting]);
    }
    this.labels = [...groups].map(([name, sightings]) => ({
      name,
      sightings,
      seen: sightings.map(() => false),
      isInput: false,
    }));
  }

  fields(sighting: Sighting): readonly FrameField[] {
    const known = this.fieldsOf.get(sighting);
    if (known) return known;
    const fields = frameFields(sighting.bytes, this.tunnelPorts);
    this.fieldsOf.set(sighting, fields);
    return fields;
  }

  labelsOf(packet: number): readonly Label[] {
    return [...(this.byPacket.get(packet) ?? [])];
  }

  /** The capture point of the simulation. */
  readonly tap = (
    namespace: string,
    device: string,
    direction: 'in' | 'out',
    frame: Frame,
    identity: { readonly id: number },
  ): Frame => {
    if (!this.isTapped(namespace, device)) return frame;
    const place = `${namespace}/${device} ${direction}`;
    const found = this.find(namespace, device, direction, frame, identity.id);
    if (!found) {
      this.reportUnexpected(place, frame, identity.id);
      return frame;
    }
    return this.take(found.label, found.sighting, frame, identity.id);
  };

  private find(
    namespace: string,
    device: string,
    direction: string,
    frame: Frame,
    packet: number,
  ): { label: Label; sighting: Sighting } | null {
    const own = this.byPacket.get(packet);
    const bytes = encode(frame);
    let best: { label: Label; sighting: Sighting; score: number } | null = null;
    for (const label of this.labels) {
      const sighting = this.expectedAt(label, namespace, device, direction);
      if (!sighting) continue;
      const isOwn = own?.has(label) === true;
      const differences = this.differences(sighting, bytes, frameLength(frame)).filter(
        ({ field }) => !ignoredWhileMatching(field.name),
      );
      if (!isOwn && differences.length > SAME_PACKET) continue;
      if (differences.some(({ field }) => /eth\.type$|ip\.proto$|icmp\.type$/.test(field.name)))
        continue;
      const score = differences.length * 2 + (isOwn ? 0 : 1);
      if (!best || score < best.score) best = { label, sighting, score };
    }
    return best;
  }

  /** A flooded frame takes several ways at once, whose order is chance; every other packet has one next place. */
  private expectedAt(
    label: Label,
    namespace: string,
    device: string,
    direction: string,
  ): Sighting | undefined {
    const fits = (entry: Sighting | undefined) =>
      entry?.namespace === namespace && entry.device === device && entry.direction === direction;
    const next = nextOf(label);
    if (fits(next)) return next;
    if (!next || !isFlooded(label)) return undefined;
    return label.sightings.find((entry, index) => !label.seen[index] && fits(entry));
  }

  private take(label: Label, sighting: Sighting, frame: Frame, packet: number): Frame {
    const isFirst = !hasStarted(label);
    const { device } = sighting;
    const index = label.sightings.indexOf(sighting);
    const wasTunnelled = index > 0 && this.isTunnelled(label.sightings[index - 1]);
    label.seen[index] = true;
    this.associate(packet, label);
    const isInput = label.isInput && isBirth(label, sighting);
    let sent = frame;
    let borrowed = 0;
    const borrow = (field: FrameField) => {
      borrowed += field.length;
      return fieldNumber(sighting.bytes, field);
    };
    const fields = this.fields(sighting);
    const isOuterNew = this.isTunnelled(sighting) && !wasTunnelled;
    for (const field of fields) {
      const isNew = isFirst || (isOuterNew && field.name === 'ip.id');
      if (isNew && CHANCE_FIELDS.test(field.name) && !field.name.includes('quote.'))
        sent = patchFrame(sent, field.name, borrow(field));
    }
    if (isFirst && !isInput) sent = this.borrowWhereNeeded(sighting, sent, borrow);
    const length = frameLength(sent);
    const seen = device === 'lo' ? unfinishedChecksum(sent) : encode(sent);
    for (const { field, expected, got } of this.differences(sighting, seen, length))
      this.report(sighting, field.name, expected, got);
    if (!isInput && isBirth(label, sighting)) this.comparePace(sighting);
    if (!isInput) {
      const bytes = fields.reduce((sum, field) => sum + (field.isHeader ? field.length : 0), 0);
      this.compared += bytes - borrowed;
      this.fromOracle += borrowed;
    }
    return sent;
  }

  /** When a packet leaves that nobody chose to send: retransmissions, repeated questions, errors after a wait. */
  private comparePace(sighting: Sighting): void {
    const got = this.now();
    const tolerance = Math.max(PACE_MICROS, sighting.atMicros * PACE_SHARE);
    if (Math.abs(got - sighting.atMicros) <= tolerance) return;
    const seconds = (micros: number) => `${(micros / 1e6).toFixed(2)} s`;
    this.report(sighting, 'time', seconds(sighting.atMicros), seconds(got));
  }

  /** Fields that follow from the rules as a rule, and are taken from the recording only where they do not. */
  private borrowWhereNeeded(
    sighting: Sighting,
    frame: Frame,
    borrow: (field: FrameField) => number,
  ): Frame {
    let sent = frame;
    const fields = this.fields(sighting);
    for (const { field } of this.differences(sighting, encode(frame), frameLength(frame))) {
      if (WINDOW.test(field.name)) sent = patchFrame(sent, field.name, borrow(field));
      if (!QUOTED_CHANCE.test(field.name)) continue;
      const prefix = field.name.slice(0, field.name.indexOf('quote.') + 'quote.'.length);
      const start = fields.find((entry) => entry.name === `${prefix}ip.version`)?.at ?? 0;
      borrow(field);
      const bytes = sighting.bytes.subarray(field.at, field.at + field.length);
      sent = patchQuote(sent, field.at - start, bytes);
    }
    return sent;
  }

  private isTunnelled(sighting: Sighting | undefined): boolean {
    return (
      sighting !== undefined && this.fields(sighting).some((field) => /vxlan/.test(field.name))
    );
  }

  private associate(packet: number, label: Label): void {
    const known = this.byPacket.get(packet);
    if (known) known.add(label);
    else this.byPacket.set(packet, new Set([label]));
  }

  private differences(sighting: Sighting, got: Uint8Array, length: number): Difference[] {
    const { bytes } = sighting;
    const found: Difference[] = [];
    for (const field of this.fields(sighting)) {
      const end = Math.min(field.at + field.length, bytes.length);
      for (let at = field.at; at < end; at += 1) {
        if (bytes[at] === got[at]) continue;
        const expected = toText(bytes, field);
        found.push({ field, expected, got: toText(got, field) });
        break;
      }
    }
    if (length !== sighting.length && !found.some(({ field }) => field.name.endsWith('ip.len'))) {
      const field = { name: 'frame length', at: 0, length: 0, isHeader: false };
      found.push({ field, expected: String(sighting.length), got: String(length) });
    }
    return found;
  }

  private report(sighting: Sighting, field: string, expected: string, got: string): void {
    const { n, namespace, device, direction, label } = sighting;
    const hop = `${n} ${namespace}/${device} ${direction} ${label}`;
    this.disagreements.push({ hop, field, expected, got });
  }

  private reportUnexpected(place: string, frame: Frame, packet: number): void {
    const last = this.golden.sightings[this.golden.sightings.length - 1];
    const known = this.labelsOf(packet);
    const isBeyond =
      this.golden.isTruncated &&
      (this.now() >= (last?.atMicros ?? 0) - SETTLE_MICROS ||
        (known.length > 0 && known.every((label) => !nextOf(label))));
    if (isBeyond) return;
    const name = known.map((label) => label.name).join('+') || 'unknown packet';
    this.disagreements.push({
      hop: `- ${place} ${name}`,
      field: 'sighting',
      expected: 'nothing',
      got: describe(frame),
    });
  }

  /** What was recorded and never came. */
  finish(): void {
    for (const label of this.labels) {
      const missing = nextOf(label);
      if (!missing) continue;
      const rest = label.seen.filter((seen) => !seen).length;
      this.report(missing, 'sighting', `packet ${label.name} here (${rest} more)`, 'nothing');
    }
  }
}

/** Identical packets share a label: each time it leaves the device where it was first seen is another packet. */
export function isBirth(label: Label, sighting: Sighting): boolean {
  const first = label.sightings[0];
  return (
    first !== undefined &&
    sighting.direction === 'out' &&
    first.namespace === sighting.namespace &&
    first.device === sighting.device
  );
}

const ignoredWhileMatching = (name: string): boolean =>
  CHANCE_FIELDS.test(name) || CHECKSUM.test(name) || WINDOW.test(name) || QUOTED_CHANCE.test(name);

function isFlooded(label: Label): boolean {
  const first = label.sightings[0]?.bytes;
  return first !== undefined && ((first[0] ?? 0) & 1) === 1;
}

function toText(bytes: Uint8Array, field: FrameField): string {
  const part = bytes.subarray(field.at, field.at + field.length);
  if (/\.(src|dst|spa|tpa)$/.test(field.name) && part.length === 4) return part.join('.');
  const hex = [...part.subarray(0, 24)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const isNumber = part.length <= 4 && /port|ttl|len|win|seq$|ack$|low$/.test(field.name);
  return isNumber ? String(fieldNumber(bytes, field)) : `0x${hex}`;
}

function describe(frame: Frame): string {
  const { payload } = frame;
  if (payload.kind === 'arp') return `ARP ${payload.operation} for ${payload.targetIp}`;
  if (payload.kind !== 'ipv4') return 'a frame of unknown type';
  const l4 = payload.payload;
  const ends = `${payload.source} > ${payload.destination} ttl ${payload.ttl}`;
  if (l4.kind === 'tcp') {
    const flags = Object.entries(l4.flags)
      .filter(([, set]) => set)
      .map(([name]) => name)
      .join(',');
    return `${ends} tcp ${l4.sourcePort} > ${l4.destinationPort} ${flags} ${l4.data.length} bytes`;
  }
  if (l4.kind === 'udp') return `${ends} udp ${l4.sourcePort} > ${l4.destinationPort}`;
  return l4.kind === 'icmp' ? `${ends} icmp ${l4.type}/${l4.code}` : `${ends} fragment`;
}
