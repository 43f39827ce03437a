/** The address of a picture of the lesson, at the very hop. */
import type { Look } from '../../quiz';

export function lookHref({ scene, state }: Look): string {
  const query = state ? `?${scene}=${state}` : '';
  return `${query}#scene-${scene}`;
}
