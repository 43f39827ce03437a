/** Numbers and times as the data models of SCORM spell them. */

const LARGEST = 1e12;

/** At most four decimals, no exponent, no trailing zeros. */
export function decimal(value: number): string {
  if (!Number.isFinite(value)) return '0';
  const bounded = Math.min(LARGEST, Math.max(-LARGEST, value));
  return bounded
    .toFixed(4)
    .replace(/\.?0+$/, '')
    .replace(/^-0$/, '0');
}

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

interface Parts {
  readonly hours: number;
  readonly minutes: number;
  readonly seconds: number;
  readonly hundredths: number;
}

/** Negative and absurd durations come from clocks that were set: they count as nothing, or as the longest. */
function partsOf(durationSeconds: number): Parts {
  const longest = 9_999 * 3_600;
  const safe = Number.isFinite(durationSeconds)
    ? Math.min(Math.max(durationSeconds, 0), longest)
    : 0;
  const all = Math.round(safe * 100);
  return {
    hours: Math.floor(all / 360_000),
    minutes: Math.floor(all / 6_000) % 60,
    seconds: Math.floor(all / 100) % 60,
    hundredths: all % 100,
  };
}

/** CMITimespan of 1.2: `0001:02:03.45`. */
export function timespan12(durationSeconds: number): string {
  const { hours, minutes, seconds, hundredths } = partsOf(durationSeconds);
  return `${pad(hours, 4)}:${pad(minutes)}:${pad(seconds)}.${pad(hundredths)}`;
}

/** timeinterval(second,10,2) of 2004: `PT1H2M3.45S`. */
export function timespan2004(durationSeconds: number): string {
  const { hours, minutes, seconds, hundredths } = partsOf(durationSeconds);
  const fraction = hundredths === 0 ? '' : `.${pad(hundredths)}`;
  return `PT${hours ? `${hours}H` : ''}${minutes ? `${minutes}M` : ''}${seconds}${fraction}S`;
}

/** CMITime of 1.2, in the learner's own time: `14:03:07`. */
export function time12(atMilliseconds: number): string {
  const at = new Date(atMilliseconds);
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`;
}

/** time(second,10,2) of 2004 with exactly two decimals: `2026-11-23T10:00:00.00Z`. */
export const timestamp2004 = (atMilliseconds: number): string =>
  `${new Date(atMilliseconds).toISOString().slice(0, 22)}Z`;
