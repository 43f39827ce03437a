import { renderToString } from 'react-dom/server';
import { HomePicture } from './HomePicture';

/** Widths of the two pictures in the page, of which the style sheet shows one. */
const STILLS = [
  { guess: 860, className: 'only-wide' },
  { guess: 348, className: 'only-narrow' },
] as const;

/** What stands in the page until the script takes over the one that is seen (src/app/mount.tsx). */
export function StillHomePicture() {
  return STILLS.map(({ guess, className }) => (
    <div
      key={guess}
      className={className}
      data-still={JSON.stringify({ guess })}
      dangerouslySetInnerHTML={{
        __html: renderToString(<HomePicture guess={guess} />, { identifierPrefix: `${guess}` }),
      }}
    />
  ));
}
