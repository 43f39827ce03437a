import { type RefObject, useEffect, useRef, useState } from 'react';

/**
 * Width of an element in CSS pixels; a sensible guess until it is measured. It stays as it is while the true width
 * differs by less than the part `stretch` of it.
 */
export function useWidth(guess: number, stretch = 0): [RefObject<HTMLDivElement | null>, number] {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(guess);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => {
      const measured = Math.max(300, element.clientWidth);
      setWidth((now) => (Math.abs(measured - now) <= now * stretch ? now : measured));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [stretch]);
  return [ref, width];
}
