import { useMemo } from 'react';
import { LAYER_NAMES } from '../diagram/AltitudeLine';
import { Envelope } from '../diagram/Envelope';
import { envelopeOf } from '../scene/envelope';
import type { Hop, TracedPacket } from '../sim';
import { Dump } from './Dump';
import { WhyChain } from './WhyChain';
import classes from './panels.module.css';

interface Props {
  readonly hop: Hop;
  readonly packet: TracedPacket | undefined;
  readonly onBytes: () => void;
  readonly onRules: () => void;
  readonly onConntrack: () => void;
  readonly onCommand: (at: string, text: string) => void;
}

/** This hop: what happens, the packet as it is now, and why. */
export function PacketPanel({ hop, packet, onBytes, ...links }: Props) {
  const envelope = useMemo(() => envelopeOf(hop), [hop]);
  const place = [hop.namespace, hop.hook ?? hop.device].filter(Boolean).join(' · ');
  return (
    <div className={classes.packetColumn}>
      <div
        className={classes.now}
        data-layer={hop.layer}
        tabIndex={0}
        role="group"
        aria-label="This hop"
      >
        <p className={classes.place}>
          <span className={classes.badge} data-layer={hop.layer}>
            L{hop.layer} {LAYER_NAMES[hop.layer]}
          </span>
          <span className={classes.where}>{place}</span>
        </p>
        <p className={classes.summary}>{hop.summary}</p>
        {packet ? (
          <p className={classes.quiet}>
            {packet.label}, {packet.direction}
            {hop.outer ? ', inside the tunnel' : ''}
          </p>
        ) : null}
        <Envelope envelope={envelope} />
        <WhyChain hop={hop} {...links} />
        <Dump hop={hop} onOpen={onBytes} />
      </div>
    </div>
  );
}
