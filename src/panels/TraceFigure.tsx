import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { AltitudeLine, keyTarget } from '../diagram/AltitudeLine';
import { Cutaway } from '../diagram/Cutaway';
import { layoutCutaway } from '../scene/cutaway';
import { keyHopOf } from '../scene/key-hop';
import { actorsOf } from '../scene/actors';
import type { Hop, Trace, World } from '../sim';
import { type DetailName, Details } from './Details';
import { PacketPanel } from './PacketPanel';
import { Player } from './Player';
import { useKeys } from './useKeys';
import { usePlayer } from './usePlayer';
import { usePrinting } from './usePrinting';
import { useWidth } from '../diagram/useWidth';
import classes from './panels.module.css';

interface Props {
  readonly world: World;
  readonly trace: Trace;
  readonly hops: readonly Hop[];
  readonly name: string;
  readonly at: number;
  readonly onAt: (index: number) => void;
  /** places to jump to, above the stage */
  readonly moments?: ReactNode;
}

/** A trace as picture, scrubber, packet, reasons and list: all of it a function of the trace and one number. */
export function TraceFigure({ world, trace, hops, name, at, onAt, moments }: Props) {
  const [ref, width] = useWidth(760);
  const player = usePlayer(hops.length, at, onAt);
  const { send, isPlaying } = player;
  const isPrinting = usePrinting();
  // A learner who has gone somewhere prints that place.
  const index = isPrinting && player.index === 0 ? keyHopOf(hops) : player.index;
  const [detail, setDetail] = useState<DetailName | null>(null);
  const [command, setCommand] = useState<{ at: string; text: string } | null>(null);
  const hop = hops[index];
  const packets = trace.packets;
  // Where it is narrow, only the nodes of the packet that is on now have room.
  const part = width < 560 ? hop?.packet : undefined;
  const layout = useMemo(() => {
    const shown = part === undefined ? hops : hops.filter((item) => item.packet === part);
    return layoutCutaway(world, { width, ...actorsOf(world, trace, shown) });
  }, [world, trace, hops, part, width]);
  const seek = (target: number) => send({ type: 'SEEK', index: target });
  const figure = useRef<HTMLDivElement>(null);
  useKeys(figure, (event) => {
    if (!(event.target instanceof HTMLElement || event.target instanceof SVGElement)) return;
    if (event.defaultPrevented || event.target.closest('button, select, input')) return;
    const isScrubber = event.target.closest('[role="slider"]') !== null;
    const next = isScrubber ? null : keyTarget(event.key, index, hops.length);
    if (next === null && event.key !== ' ') return;
    event.preventDefault();
    if (next === null) send({ type: isPlaying ? 'PAUSE' : 'PLAY' });
    else seek(next);
  });
  if (!hop) return <p className={classes.quiet}>No packet was sent.</p>;
  return (
    <div className={classes.frame}>
      {moments}
      <div className={classes.figure} role="group" aria-label={name} ref={figure}>
        <div ref={ref} className={classes.stageColumn}>
          <Cutaway layout={layout} hops={hops} at={index} title={name} />
          <AltitudeLine
            hops={hops}
            at={index}
            onSeek={seek}
            label={`${name}: position in the trace`}
            width={width}
            packets={packets}
          />
          <Player player={player} count={hops.length} name={name} millis={hop.atMicros / 1000} />
        </div>
        <PacketPanel
          hop={hop}
          packet={packets.find((item) => item.id === hop.packet)}
          onBytes={() => setDetail('bytes')}
          onRules={() => setDetail('rules')}
          onConntrack={() => setDetail('conntrack')}
          onCommand={(place, text) => {
            setCommand({ at: place, text });
            setDetail('command');
          }}
        />
      </div>
      <Announcer hop={hop} index={index} isQuiet={isPlaying} />
      <Details
        world={world}
        trace={trace}
        hops={hops}
        at={index}
        name={name}
        open={detail}
        onOpen={setDetail}
        command={command}
        onSeek={seek}
      />
    </div>
  );
}

const CALM_MILLISECONDS = 500;

/** Tells a screen reader where the packet is, once it rests; the scrubber speaks for itself. */
function Announcer({
  hop,
  index,
  isQuiet,
}: {
  readonly hop: Hop;
  readonly index: number;
  readonly isQuiet: boolean;
}) {
  const ref = useRef<HTMLParagraphElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current || isQuiet) {
      first.current = false;
      return undefined;
    }
    const timer = setTimeout(() => {
      const isTold = document.activeElement?.getAttribute('role') === 'slider';
      if (ref.current && !isTold) ref.current.textContent = `Hop ${index + 1}: ${hop.summary}`;
    }, CALM_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [hop, index, isQuiet]);
  return <p ref={ref} role="status" className="visually-hidden" />;
}
