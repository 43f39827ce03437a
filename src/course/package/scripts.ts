/** The scripts that packages are made of, by their address on the site. Inside a package each is called podpath.js. */

/** Every piece. */
export const WHOLE = 'course/podpath.js';
/** The pictures alone: without questions, the text of the lesson, the lab and the troubleshooter, a quarter less to load. */
export const PICTURES = 'course/picture.js';

const BEYOND_PICTURES: ReadonlySet<string> = new Set(['quiz', 'lesson', 'lab', 'troubleshoot']);

export const scriptOf = (piece: string): string => (BEYOND_PICTURES.has(piece) ? WHOLE : PICTURES);
