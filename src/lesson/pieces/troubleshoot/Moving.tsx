import { LazyMotion, MotionConfig } from 'framer-motion';
import * as m from 'framer-motion/m';
import { type ReactNode, useState } from 'react';
import { mayMove } from '../../../diagram/may-move';

const features = () => import('./motion-features').then((module) => module.default);

/** Where things move with framer-motion; its larger half arrives after the case is on screen. */
export function Moving({ children }: { readonly children: ReactNode }) {
  const [moves] = useState(mayMove);
  return (
    <LazyMotion features={features} strict>
      <MotionConfig reducedMotion={moves ? 'never' : 'always'}>{children}</MotionConfig>
    </LazyMotion>
  );
}

/** An answer slides the last few pixels into its place. Only its position moves: half-faded text is hard to read. */
export function Appear({ children }: { readonly children: ReactNode }) {
  return (
    <m.div initial={{ y: 8 }} animate={{ y: 0 }} transition={{ duration: 0.2 }}>
      {children}
    </m.div>
  );
}

const STEP_ASIDE_PIXELS = 12;
const STAGGER_SECONDS = 0.07;

/** A suspect that an observation rules out steps aside, one after the other; one that is back in question steps back. */
export function StepsAside({
  isOut,
  order,
  children,
}: {
  readonly isOut: boolean;
  readonly order: number;
  readonly children: ReactNode;
}) {
  return (
    <m.li
      initial={false}
      animate={{ x: isOut ? STEP_ASIDE_PIXELS : 0 }}
      transition={{ duration: 0.25, delay: isOut ? order * STAGGER_SECONDS : 0 }}
    >
      {children}
    </m.li>
  );
}
