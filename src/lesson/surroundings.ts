/** What stands around the lesson's components: the site itself, or a course that took a piece out of it. */
import { createContext } from 'react';
import { PASS_MARK } from '../quiz';

export { HoldContext } from '../panels/usePlayer';

export interface Surroundings {
  /** begins the addresses of the site's pages; null where there are none, inside a package */
  readonly pages: string | null;
  /** address of the lesson; "" on its own page, null where there is none */
  readonly lesson: string | null;
  /** the lesson is here, but the address of the page belongs to somebody else */
  readonly isGuest: boolean;
  /** pass mark of assessments, 0 to 1 */
  readonly passMark: number;
}

export const SITE: Surroundings = {
  pages: './',
  lesson: '',
  isGuest: false,
  passMark: PASS_MARK,
};

export const SurroundingsContext = createContext<Surroundings>(SITE);
