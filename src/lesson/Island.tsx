import type { ReactNode } from 'react';

interface Props {
  readonly name: string;
  /** plain data that the piece needs when it starts in the page */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly className?: string;
  /** "load": start with the page; otherwise when the learner comes near */
  readonly start?: 'load' | 'near';
  /** what stands here until then, and for good without JavaScript */
  readonly children?: ReactNode;
}

/** A place in the prerendered page where a component comes to life; src/lesson/islands.tsx knows which. */
export function Island({ name, data = {}, className, start = 'near', children }: Props) {
  return (
    <div
      className={className}
      data-island={name}
      data-start={start}
      data-props={JSON.stringify(data)}
    >
      {children}
    </div>
  );
}
