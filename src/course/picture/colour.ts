/** CSS colours as numbers: a picture that stands alone is also read by programs that know neither variables nor mixing. */

export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

export function parseHex(text: string): Colour | null {
  if (text === 'transparent') return [0, 0, 0, 0];
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})?$/i.exec(text);
  if (!match) return null;
  const [red, green, blue, alpha] = match
    .slice(1)
    .map((pair) => (pair === undefined ? 1 : Number.parseInt(pair, 16) / 255));
  return [red ?? 0, green ?? 0, blue ?? 0, alpha ?? 1];
}

export function printHex([red, green, blue, alpha]: Colour): string {
  const pair = (share: number) =>
    Math.round(Math.max(0, Math.min(1, share)) * 255)
      .toString(16)
      .padStart(2, '0');
  const opaque = `#${pair(red)}${pair(green)}${pair(blue)}`;
  return alpha >= 1 ? opaque : `${opaque}${pair(alpha)}`;
}

type Triple = readonly [number, number, number];

const times = (rows: readonly Triple[], [a, b, c]: Triple): Triple => {
  const row = (index: number) => {
    const [x, y, z] = rows[index] ?? [0, 0, 0];
    return x * a + y * b + z * c;
  };
  return [row(0), row(1), row(2)];
};
const each = ([a, b, c]: Triple, change: (value: number) => number): Triple => [
  change(a),
  change(b),
  change(c),
];

/** CSS Color 4, section 10.2 and the sample code of its section 19: sRGB by way of linear light to Oklab. */
const RGB_TO_LMS: readonly Triple[] = [
  [0.4122214708, 0.5363325363, 0.0514459929],
  [0.2119034982, 0.6806995451, 0.1073969566],
  [0.0883024619, 0.2817188376, 0.6299787005],
];
const LMS_TO_LAB: readonly Triple[] = [
  [0.2104542553, 0.793617785, -0.0040720468],
  [1.9779984951, -2.428592205, 0.4505937099],
  [0.0259040371, 0.7827717662, -0.808675766],
];
const LAB_TO_LMS: readonly Triple[] = [
  [1, 0.3963377774, 0.2158037573],
  [1, -0.1055613458, -0.0638541728],
  [1, -0.0894841775, -1.291485548],
];
const LMS_TO_RGB: readonly Triple[] = [
  [4.0767416621, -3.3077115913, 0.2309699292],
  [-1.2684380046, 2.6097574011, -0.3413193965],
  [-0.0041960863, -0.7034186147, 1.707614701],
];
const toLinear = (value: number): number =>
  value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
const fromLinear = (value: number): number =>
  value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055;

const toLab = ([red, green, blue]: Colour): Triple =>
  times(LMS_TO_LAB, each(times(RGB_TO_LMS, each([red, green, blue], toLinear)), Math.cbrt));
const fromLab = (lab: Triple): Triple =>
  each(
    times(
      LMS_TO_RGB,
      each(times(LAB_TO_LMS, lab), (value) => value ** 3),
    ),
    fromLinear,
  );

/** `color-mix(in oklab, first share, second)`; colours count by their alpha. */
export function mixOklab(first: Colour, share: number, second: Colour): Colour {
  const alpha = first[3] * share + second[3] * (1 - share);
  if (alpha === 0) return [0, 0, 0, 0];
  const weight = (first[3] * share) / alpha;
  const [one, other] = [toLab(first), toLab(second)];
  const between = (index: 0 | 1 | 2) => one[index] * weight + other[index] * (1 - weight);
  return [...fromLab([between(0), between(1), between(2)]), alpha];
}
