import { LazyMotion, MotionConfig } from 'framer-motion';
import { div as MotionDiv } from 'framer-motion/m';
import type { ReactNode } from 'react';
import { mayMove } from '../diagram/may-move';

const features = () => import('framer-motion').then(({ domAnimation }) => domAnimation);

/** An answer slides the last few pixels into its place. Only its position moves: half-faded text is hard to read. */
export function Appear({ children }: { readonly children: ReactNode }) {
  return (
    <LazyMotion features={features} strict>
      <MotionConfig reducedMotion={mayMove() ? 'never' : 'always'}>
        <MotionDiv initial={{ y: 8 }} animate={{ y: 0 }} transition={{ duration: 0.2 }}>
          {children}
        </MotionDiv>
      </MotionConfig>
    </LazyMotion>
  );
}
