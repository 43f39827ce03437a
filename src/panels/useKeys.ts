import { type RefObject, useEffect, useRef } from 'react';

/** Keys that work wherever the focus is inside an element. The handler may be a new one at each render. */
export function useKeys(
  target: RefObject<HTMLElement | null>,
  onKey: (event: KeyboardEvent) => void,
): void {
  const handler = useRef(onKey);
  handler.current = onKey;
  useEffect(() => {
    const element = target.current;
    if (!element) return undefined;
    const listen = (event: KeyboardEvent) => handler.current(event);
    element.addEventListener('keydown', listen);
    return () => element.removeEventListener('keydown', listen);
  }, [target]);
}
