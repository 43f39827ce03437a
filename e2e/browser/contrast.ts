/**
 * Contrast of the letters in drawings, which axe does not judge: WCAG 2.2, 1.4.3. What lies behind a word is found by painting the
 * drawing once more at three points of the word, shape by shape, with the opacity of each group; a halo counts as its ground.
 */
import type { Locator } from '@playwright/test';

/** Words of the drawings that are too faint on what lies behind them: text, colours, ratio, and what is asked. */
export function faintLetters(region: Locator): Promise<readonly string[]> {
  return region.evaluate((part) => {
    const AT = [0.1, 0.5, 0.9];
    /** px: a thinner line crosses letters, it does not carry them */
    const BROAD = 6;
    type Colour = readonly [red: number, green: number, blue: number, alpha: number];
    /** black and white letters tell whether a word can be seen at all */
    type What = 'ground' | 'letters' | 'black' | 'white';
    type Style = ReturnType<typeof readStyle>;
    const NOTHING: Colour = [0, 0, 0, 0];
    const styles = new Map<Element, Style>();
    const brush = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    const seen = new Map<string, Colour>();
    const found = new Set<string>();
    for (const svg of part.querySelectorAll('svg')) {
      if (svg.getBoundingClientRect().width <= 40) continue;
      const ground = groundOf(svg);
      for (const text of svg.querySelectorAll('text'))
        if (isRead(text, svg)) for (const run of runsOf(text)) judge(svg, run, ground);
    }
    return [...found];

    /** Hidden words are not read, and decoration says so inside of the drawing. */
    function isRead(text: Element, svg: Element): boolean {
      const hidden = text.closest('[aria-hidden="true"]');
      return (
        Boolean(text.textContent?.trim()) &&
        text.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
        (hidden === null || hidden.contains(svg))
      );
    }

    /** A text in one colour: the element itself, or each of its spans. */
    function runsOf(text: SVGTextElement): readonly SVGElement[] {
      const spans = [...text.querySelectorAll('tspan')].filter((span) => span.textContent?.trim());
      return spans.length > 0 ? spans : [text];
    }

    function judge(svg: SVGSVGElement, run: SVGElement, ground: Colour): void {
      const box = run.getBoundingClientRect();
      const needed = isLarge(run) ? 3 : 4.5;
      for (const share of AT) {
        const point = new DOMPoint(box.left + box.width * share, box.top + box.height / 2);
        const seenWith = (what: What) => over(paint(svg, point, run, what), ground);
        const behind = seenWith('ground');
        const letters = seenWith('letters');
        const ratio = ratioOf(behind, letters);
        const isCovered = ratio === 1 && hex(seenWith('black')) === hex(seenWith('white'));
        if (ratio >= needed || isCovered) continue;
        found.add(
          `"${run.textContent?.trim()}": ${hex(letters)} on ${hex(behind)} is ${ratio.toFixed(2)}:1, needs ${needed}:1`,
        );
        return;
      }
    }

    function isLarge(run: SVGElement): boolean {
      const { fontSize, fontWeight } = getComputedStyle(run);
      const size = Number.parseFloat(fontSize) * scaleOf(run);
      return size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
    }

    function scaleOf(run: SVGElement): number {
      const matrix = run instanceof SVGGraphicsElement ? run.getScreenCTM() : null;
      return matrix ? Math.hypot(matrix.a, matrix.b) : 1;
    }

    /** What a part of the drawing puts on a point: everything in its order, of letters only those that are asked about. */
    function paint(element: Element, point: DOMPoint, run: Element, what: What): Colour {
      const style = styleOf(element);
      if (style.display === 'none' || element.matches('defs, clipPath, mask')) return NOTHING;
      const isText = element instanceof SVGTextElement;
      let layer = isText ? NOTHING : fillOf(element, style, point);
      if (element === run || (isText && element.contains(run)))
        layer = lettersOf(styleOf(run), what);
      else if (!isText)
        for (const child of element.children) layer = over(paint(child, point, run, what), layer);
      return fade(layer, Number(style.opacity));
    }

    function styleOf(element: Element): Style {
      const style = styles.get(element) ?? readStyle(element);
      styles.set(element, style);
      return style;
    }

    function readStyle(element: Element) {
      const { display, visibility, opacity, paintOrder } = getComputedStyle(element);
      const { fill, fillOpacity, stroke, strokeOpacity, strokeWidth } = getComputedStyle(element);
      const paints = { fill, fillOpacity, stroke, strokeOpacity, strokeWidth };
      return { display, visibility, opacity, paintOrder, ...paints };
    }

    function lettersOf(style: Style, what: What): Colour {
      if (what === 'black') return [0, 0, 0, 1];
      if (what === 'white') return [255, 255, 255, 1];
      const hasHalo =
        style.paintOrder.startsWith('stroke') && Number.parseFloat(style.strokeWidth) >= 2;
      const halo = hasHalo ? fade(colour(style.stroke), Number(style.strokeOpacity)) : NOTHING;
      if (what === 'ground') return halo;
      return over(fade(colour(style.fill), Number(style.fillOpacity)), halo);
    }

    function fillOf(element: Element, style: Style, point: DOMPoint): Colour {
      if (!(element instanceof SVGGeometryElement) || style.visibility !== 'visible')
        return NOTHING;
      const matrix = element.getScreenCTM();
      if (!matrix) return NOTHING;
      const local = point.matrixTransform(matrix.inverse());
      const isFilled = style.fill !== 'none' && element.isPointInFill(local);
      const fill = isFilled ? fade(colour(style.fill), Number(style.fillOpacity)) : NOTHING;
      const isBroad = style.stroke !== 'none' && Number.parseFloat(style.strokeWidth) >= BROAD;
      if (!isBroad || !element.isPointInStroke(local)) return fill;
      return over(fade(colour(style.stroke), Number(style.strokeOpacity)), fill);
    }

    /** The page behind a drawing. */
    function groundOf(svg: Element): Colour {
      const ancestors: Element[] = [];
      for (let at: Element | null = svg; at; at = at.parentElement) ancestors.unshift(at);
      return ancestors.reduce<Colour>(
        (below, element) => over(colour(getComputedStyle(element).backgroundColor), below),
        [255, 255, 255, 1],
      );
    }

    function colour(text: string): Colour {
      const known = seen.get(text);
      if (known) return known;
      if (!brush) throw new Error('this browser has no canvas to read colours with');
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = text === 'none' ? 'transparent' : text;
      brush.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = brush.getImageData(0, 0, 1, 1).data;
      const read: Colour = [red, green, blue, alpha / 255];
      seen.set(text, read);
      return read;
    }

    function fade([red, green, blue, alpha]: Colour, by: number): Colour {
      return [red, green, blue, alpha * by];
    }

    function over(top: Colour, below: Colour): Colour {
      const alpha = top[3] + below[3] * (1 - top[3]);
      if (alpha === 0) return NOTHING;
      const mix = (a: number, b: number) => (a * top[3] + b * below[3] * (1 - top[3])) / alpha;
      return [mix(top[0], below[0]), mix(top[1], below[1]), mix(top[2], below[2]), alpha];
    }

    function luminance(of: Colour): number {
      const [red = 0, green = 0, blue = 0] = of.slice(0, 3).map((part255) => {
        const value = part255 / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }

    function ratioOf(one: Colour, other: Colour): number {
      const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
      return (light + 0.05) / (dark + 0.05);
    }

    function hex(of: Colour): string {
      const digits = of.slice(0, 3).map((value) => Math.round(value).toString(16).padStart(2, '0'));
      return `#${digits.join('')}`;
    }
  });
}
