import { describe, expect, test } from 'vitest';
import { type Colour, mixOklab, parseHex, printHex } from './colour';

const colour = (text: string): Colour => {
  const read = parseHex(text);
  if (!read) throw new Error(`no colour: ${text}`);
  return read;
};

describe('color-mix(in oklab, …)', () => {
  // Right column: what Chromium paints for the same words; it keeps the colour where the other is transparent.
  test.each([
    ['#7a3d9c', 14, '#fffdf8', '#ece1ec'],
    ['#2f6b4f', 30, '#fffdf8', '#bfcfc2'],
    ['#f4b183', 30, '#172229', '#534a44'],
    ['#dccfb6', 55, '#f1ebdf', '#e5dcc8'],
    ['#00659c', 14, '#fffdf8', '#dee7ec'],
    ['#000000', 50, '#ffffff', '#636363'],
    ['#a04800', 5, 'transparent', '#a048000d'],
    ['#566168', 12, 'transparent', '#5661681f'],
  ])('%s %i%% in %s is %s', (first, share, second, mixed) => {
    expect(printHex(mixOklab(colour(first), share / 100, colour(second)))).toBe(mixed);
  });
});
