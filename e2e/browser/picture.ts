/**
 * A picture as text: every mark with its place, size and colours, in the order in which it is drawn. Places are those of the
 * drawing, not of a screen, and words are placed and not measured, so that no font and no renderer changes the text.
 */
import type { Locator } from '@playwright/test';

/** Every drawing of a part of the page, one line a mark. */
export function pictureOf(region: Locator): Promise<string> {
  return region.evaluate((part) => {
    const tokens = nameColours();
    try {
      const drawings = [...part.querySelectorAll('svg')].filter(
        (svg) => svg.getBoundingClientRect().width > 40,
      );
      return drawings.map((svg) => [headOf(svg), ...marksOf(svg)].join('\n')).join('\n\n');
    } finally {
      for (const name of tokens.values()) document.documentElement.style.removeProperty(name);
    }

    /** Gives each colour of the style sheets a value of its own, so that a computed colour tells which one was meant. */
    function nameColours(): Map<string, string> {
      const names = new Set<string>();
      for (const sheet of document.styleSheets)
        for (const rule of sheet.cssRules)
          if (rule instanceof CSSStyleRule && rule.selectorText === ':root')
            for (const name of rule.style)
              if (isColour(rule.style.getPropertyValue(name))) names.add(name);
      const found = new Map<string, string>();
      for (const [index, name] of [...names].toSorted().entries()) {
        const colour = `rgb(${index + 1}, 0, 99)`;
        document.documentElement.style.setProperty(name, colour);
        found.set(colour, name);
      }
      return found;
    }

    /** One that depends on the theme, also in the form that the build gives to `light-dark()`. */
    function isColour(value: string): boolean {
      return /light-dark|color-mix|--lightningcss-light/.test(value);
    }

    function headOf(svg: SVGSVGElement): string {
      const { width, height } = svg.viewBox.baseVal;
      const name = svg.getAttribute('aria-label') ?? svg.getAttribute('role') ?? 'drawing';
      return `# ${name} ${Math.round(width)}x${Math.round(height)}`;
    }

    function marksOf(svg: SVGSVGElement): string[] {
      const toDrawing = svg.getScreenCTM()?.inverse();
      const lines: string[] = [];
      const kinds = 'rect, circle, ellipse, line, path, polygon, polyline, text';
      for (const mark of svg.querySelectorAll<SVGGraphicsElement>(kinds)) {
        const matrix = mark.getScreenCTM();
        if (!toDrawing || !matrix || mark.closest('defs') || !isShown(mark)) continue;
        lines.push(lineOf(mark, toDrawing.multiply(matrix)));
      }
      return lines;
    }

    function isShown(mark: Element): boolean {
      return mark.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    }

    function lineOf(mark: SVGGraphicsElement, matrix: DOMMatrix): string {
      const at = (x: number, y: number) => {
        const point = new DOMPoint(x, y).matrixTransform(matrix);
        return [Math.round(point.x), Math.round(point.y)] as const;
      };
      if (mark instanceof SVGTextElement) {
        const [x, y] = at(mark.x.baseVal[0]?.value ?? 0, mark.y.baseVal[0]?.value ?? 0);
        const { fontSize, textAnchor } = getComputedStyle(mark);
        const words = mark.textContent?.replace(/\s+/g, ' ').trim();
        return `text ${x},${y} ${textAnchor} ${fontSize} ${coloursOf(mark)} "${words}"`;
      }
      const box = mark.getBBox();
      const [left, top] = at(box.x, box.y);
      const [right, bottom] = at(box.x + box.width, box.y + box.height);
      const shape = mark instanceof SVGPathElement ? ` ${lettersOf(mark)}` : '';
      const kind = mark.tagName.toLowerCase();
      return `${kind} ${left},${top} ${right - left}x${bottom - top} ${coloursOf(mark)}${shape}`;
    }

    function lettersOf(path: SVGPathElement): string {
      const letters = (path.getAttribute('d') ?? '').replaceAll(/[^a-z]/gi, '');
      return letters.length > 16 ? `${letters.slice(0, 12)}+${letters.length - 12}` : letters;
    }

    function coloursOf(mark: Element): string {
      const style = getComputedStyle(mark);
      const opacity = Number(style.opacity) === 1 ? '' : ` opacity ${style.opacity}`;
      const dash = style.strokeDasharray === 'none' ? '' : ` dash ${style.strokeDasharray}`;
      const stroke =
        style.stroke === 'none' ? '-' : `${named(style.stroke)} ${style.strokeWidth}${dash}`;
      return `${named(style.fill)} | ${stroke}${opacity}`;
    }

    function named(colour: string): string {
      if (colour === 'none') return '-';
      // A mixture of colours, as far as every engine computes it alike.
      return (
        tokens.get(colour) ??
        colour.replaceAll(/-?\d*\.\d+/g, (number) => Number(number).toFixed(1)).replaceAll(' ', ',')
      );
    }
  });
}

/** Words of the drawings that cover one another or are cut off by the edge, as a person would see it in this browser. */
export function badLabels(region: Locator): Promise<readonly string[]> {
  return region.evaluate((part) => {
    const TOUCH = 2;
    const found: string[] = [];
    for (const svg of part.querySelectorAll('svg')) {
      const frame = svg.getBoundingClientRect();
      if (frame.width <= 40) continue;
      const labels = [...svg.querySelectorAll<SVGTextElement>('text')]
        .filter(
          (text) =>
            text.textContent?.trim() &&
            text.checkVisibility({ opacityProperty: true, visibilityProperty: true }) &&
            !isCovered(text, svg),
        )
        .map((text) => ({ words: text.textContent?.trim(), box: boxOf(text) }));
      for (const [index, { words, box }] of labels.entries()) {
        if (box.left < frame.left - TOUCH || box.right > frame.right + TOUCH)
          found.push(`"${words}" is cut by ${Math.round(box.right - frame.right)} px`);
        for (const other of labels.slice(index + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          const lines = Math.min(box.height, other.box.height);
          if (across > TOUCH && down > lines * 0.35)
            found.push(`"${words}" and "${other.words}" lie on one another`);
        }
      }
    }
    return found;

    /** The place of the letters on the screen, without their halo: engines differ in whether a stroke belongs to the box. */
    function boxOf(text: SVGTextElement): DOMRect {
      const { x, y, width, height } = text.getBBox();
      const matrix = text.getScreenCTM() ?? new DOMMatrix();
      const from = new DOMPoint(x, y).matrixTransform(matrix);
      const to = new DOMPoint(x + width, y + height).matrixTransform(matrix);
      return new DOMRect(from.x, from.y, to.x - from.x, to.y - from.y);
    }

    /** Whether something opaque that is drawn later lies over the whole of it. */
    function isCovered(text: SVGTextElement, svg: Element): boolean {
      const { left, right, top, bottom } = boxOf(text);
      return [...svg.querySelectorAll('rect')].some((rect) => {
        const isLater = text.compareDocumentPosition(rect) & Node.DOCUMENT_POSITION_FOLLOWING;
        const style = getComputedStyle(rect);
        if (!isLater || !style.fill.startsWith('rgb(') || style.fillOpacity !== '1') return false;
        if (!rect.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
          return false;
        const over = rect.getBoundingClientRect();
        return over.left <= left && over.right >= right && over.top <= top && over.bottom >= bottom;
      });
    }
  });
}

/** The part of the window that the widest drawings of a figure fill, on whole pixels: the figure is moved there first. */
export function drawnIn(
  region: Locator,
): Promise<{ x: number; y: number; width: number; height: number }> {
  return region.evaluate((part: HTMLElement) => {
    const edges = () => {
      const all = [...part.querySelectorAll('svg')].map((svg) => svg.getBoundingClientRect());
      const widest = Math.max(...all.map((box) => box.width));
      const boxes = all.filter((box) => box.width > widest - 2);
      const left = Math.min(...boxes.map((box) => box.left));
      const top = Math.min(...boxes.map((box) => box.top));
      const right = Math.max(...boxes.map((box) => box.right));
      const bottom = Math.max(...boxes.map((box) => box.bottom));
      return { left, top, right, bottom };
    };
    part.scrollIntoView({ block: 'center', behavior: 'instant' });
    // What stands above it may be any fraction of a pixel tall, and letters between two rows of pixels look different.
    const above = edges().top;
    part.style.marginTop = `${Number.parseFloat(getComputedStyle(part).marginTop) + Math.ceil(above) - above}px`;
    const { left, top, right, bottom } = edges();
    const [x, y] = [Math.floor(left), Math.round(top)];
    return { x, y, width: Math.ceil(right) - x, height: Math.ceil(bottom) - y };
  });
}

/** Drawings that are laid out for another width than the one they have. */
export function widthsAtRest(region: Locator): Promise<readonly string[]> {
  return region.evaluate((part) => {
    const found: string[] = [];
    for (const svg of part.querySelectorAll('svg')) {
      const box = svg.getBoundingClientRect();
      const place = svg.parentElement?.clientWidth ?? 0;
      if (box.width <= 100) continue;
      const laidOut = svg.viewBox.baseVal?.width || box.width;
      // The home page stretches a drawing by so much before it lays it out anew.
      const stretch = 1.5 + 0.04 * laidOut;
      if (Math.abs(box.width - place) > 1.5 || Math.abs(laidOut - box.width) > stretch)
        found.push(`laid out for ${laidOut}, drawn ${box.width}, place ${place}`);
    }
    return found;
  });
}
