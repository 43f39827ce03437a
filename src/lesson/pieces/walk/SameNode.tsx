import { useMemo } from 'react';
import { AltitudeLine } from '../../../diagram/AltitudeLine';
import { useWidth } from '../../../diagram/useWidth';
import type { Hop } from '../../../sim';
import { useLab } from '../useLab';
import { ttlSteps } from './model';
import { type Choice, Walk } from './Walk';
import classes from './walk.module.css';

const CHOICES = [
  { cni: 'flannel', label: 'bridge cni0 (Flannel)' },
  { cni: 'calico', label: 'routed veths (Calico)' },
] as const;
const TO = '10.244.0.8';

/** pod-a to pod-b, both on node-1: both wirings in one line each, and the chosen one step by step. */
export function Piece({ id }: { readonly id: string }) {
  return <Walk id={id} to={TO} choices={CHOICES} Preview={Lane} />;
}

/** One wiring in one line: where the echo request goes, and what is left of its time to live. */
function Lane({ cni, label }: Choice) {
  const { sim, build } = useLab();
  const [ref, width] = useWidth(560);
  const hops = useMemo((): readonly Hop[] => {
    const { trace } = sim.run(build({ cni }), 'default/pod-a', `ping -c 1 ${TO}`);
    const { request } = sim.firstExchange(trace);
    return trace.hops.filter((hop) => hop.packet === request?.id);
  }, [sim, build, cni]);
  const steps = ttlSteps(hops);
  const arrival = steps.at(-1);
  const router = steps.find((step) => step.ttl !== steps[0]?.ttl);
  return (
    <div className={classes.lane} ref={ref}>
      <p>
        TTL <b>{steps[0]?.ttl}</b> leaves, TTL <b>{arrival?.ttl}</b> arrives:{' '}
        {router ? `${router.place} routed it and took one off.` : 'nobody on the way routed it.'}
      </p>
      <AltitudeLine
        hops={hops}
        at={hops.length - 1}
        label={`${label}: the whole way`}
        width={width}
      />
    </div>
  );
}
