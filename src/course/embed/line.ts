/** The one line about progress that a learner reads; every case has its sentence, none of them alarms. */
import type { CourseHost } from '../host';
import type { Kept } from '../session';

export interface LineFacts {
  readonly host: CourseHost;
  /** of the session machine: "connecting", "saved", … */
  readonly stage: 'connecting' | 'reading' | 'saved' | 'saving' | 'unsaved' | 'ended';
  readonly refusal: string | null;
  readonly wasFramed: boolean;
  readonly hasSaved: boolean;
  readonly kept: Kept | null;
}

const KEPT: Readonly<Record<string, string>> = {
  damaged:
    'What your course had kept was cut off: your answers were taken over as far as they could be read.',
  future:
    'Your course keeps progress of a later version of Podpath. It is carried along untouched, and you start anew here.',
  foreign:
    'Your course keeps progress that is not of Podpath. It is carried along untouched, and you start anew here.',
};

/** Two sittings were answered, one here before the course had spoken; only one can go on. */
const OUTDONE =
  'It had kept another sitting of the quiz; the one that you answered here has taken its place.';

export function progressLine(facts: LineFacts): string {
  const { host, stage, refusal, hasSaved, kept } = facts;
  const about = kept && !hasSaved ? KEPT[kept] : undefined;
  if (stage === 'connecting') return 'Connecting to your course …';
  if (stage === 'reading') return 'You are looking back: nothing that you do here is recorded.';
  if (stage === 'ended') return 'This session is over. Open it from your course again.';
  if (stage === 'saving') return 'Saving …';
  if (stage === 'unsaved') return unsavedLine(host);
  if (about) return about;
  if (refusal && !facts.wasFramed)
    return 'Not connected to your course: your progress stays in this browser.';
  if (!hasSaved) return '';
  if (host.kind === 'standalone') return 'Saved in this browser.';
  return kept === 'outdone' ? `Saved in your course. ${OUTDONE}` : 'Saved in your course.';
}

const unsavedLine = (host: CourseHost): string =>
  host.kind === 'standalone'
    ? 'Not saved: this browser keeps your progress only until the page is closed.'
    : 'Not saved yet. It will be tried again.';
