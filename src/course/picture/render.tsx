/** Stills as files: one SVG each, with its styles inside, no script and nothing from outside. Runs at build. */
import { renderToStaticMarkup } from 'react-dom/server';
import altitude from '../../diagram/altitude.module.css?inline';
import cutaway from '../../diagram/cutaway.module.css?inline';
import packet from '../../diagram/packet.module.css?inline';
import tokens from '../../diagram/tokens.css?inline';
import stream from '../../lesson/pieces/service-rules/service-rules.module.css?inline';
import way from '../../lesson/pieces/vxlan-vs-bgp/vxlan.module.css?inline';
import { STILL_WIDTH, STILLS } from '../../lesson/stills';
import own from '../../lesson/stills/stills.module.css?inline';
import { wrap } from '../../scene/cutaway';
import { loadLab } from '../../state/worlds';
import { stylesOf } from './styles';

const SHEETS = [tokens, cutaway, altitude, packet, stream, way, own];

const MARGIN = 12;
const LINE = 19;
/** letters of a caption in one line, in any of the fonts asked for */
const COLUMNS = 104;

export interface PictureText {
  readonly name: string;
  readonly title: string;
  readonly takeaway: string;
}

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
  /** the same in words */
  readonly says: string;
}

export const pictured: readonly string[] = Object.keys(STILLS);

const isPictured = (name: string): name is keyof typeof STILLS => name in STILLS;

export async function drawPicture(
  text: PictureText,
  position?: Readonly<Record<string, number>>,
): Promise<Picture> {
  if (!isPictured(text.name)) throw new Error(`${text.name} has no picture`);
  const still = STILLS[text.name](await loadLab(), position);
  const lines = wrap(still.says, COLUMNS);
  const width = STILL_WIDTH + 2 * MARGIN;
  const height = Math.ceil(still.height + 3 * MARGIN + lines.length * LINE);
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const markup = tidy(
    renderToStaticMarkup(
      <svg xmlns="http://www.w3.org/2000/svg" {...size}>
        <title>{text.title}</title>
        <desc>
          {text.takeaway} {still.says}
        </desc>
        <rect width={width} height={height} rx={8} className="ground" />
        <g transform={`translate(${MARGIN}, ${MARGIN})`}>{still.marks}</g>
        {lines.map((line, index) => (
          <text
            key={line}
            x={MARGIN + 2}
            y={still.height + 2 * MARGIN + (index + 0.8) * LINE}
            className="caption"
          >
            {line}
          </text>
        ))}
      </svg>,
      { identifierPrefix: text.name },
    ),
  );
  const styles = `<style>\n${stylesOf(SHEETS, markup)}\n</style>`;
  return {
    svg: `${markup.replace('</desc>', `</desc>\n${styles}`)}\n`,
    width,
    height,
    says: still.says,
  };
}

/** For the page alone: what points, filters and tells. */
const PAGE_ATTRIBUTES = / (?:data-(?:place|addr|osi|house|now|testid)|aria-[a-z]+|role)="[^"]*"/g;

/** Hundredths of a pixel are enough, and the same on every machine. One mark a line, so that a change can be read. */
function tidy(markup: string): string {
  return markup
    .replace(/<[^>]+>/g, (tag) =>
      tag
        .replace(PAGE_ATTRIBUTES, '')
        .replace(/-?\d+\.\d{3,}(?:e-?\d+)?/g, (number) =>
          String(Math.round(Number(number) * 100) / 100),
        ),
    )
    .replace(/(<\/(?:title|desc|text|g|rect|path|line|circle|clipPath|svg)>)(?=<)/g, '$1\n')
    .replace(/><\/(rect|path|line|circle)>/g, '/>');
}
