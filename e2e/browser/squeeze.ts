/**
 * Half the bytes for a stored picture: each channel rounded to the nearest multiple of eight, a difference that the comparison does
 * not see, and rows packed as they are. Reads and writes what browsers write: PNG (W3C, third edition) with 8-bit RGB, not interlaced.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = 8;
const RGB = 2;
const CHANNELS = 3;

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

function chunksOf(png: Buffer): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (let at = SIGNATURE; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    chunks.push({ type, data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function written({ type, data }: Chunk): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const edge = Buffer.alloc(8);
  edge.writeUInt32BE(data.length, 0);
  edge.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([edge.subarray(0, 4), named, edge.subarray(4)]);
}

/** §9.4: the neighbour that is nearest to what their plane would give. */
function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner;
  const far = (value: number) => Math.abs(guess - value);
  if (far(left) <= far(up) && far(left) <= far(corner)) return left;
  return far(up) <= far(corner) ? up : corner;
}

/** §9.2: takes the filter off each row. */
function unfiltered(rows: Buffer, stride: number): Buffer {
  const height = rows.length / (stride + 1);
  const pixels = Buffer.alloc(stride * height);
  for (let y = 0; y < height; y += 1) {
    const filter = rows[y * (stride + 1)];
    for (let x = 0; x < stride; x += 1) {
      const at = y * stride + x;
      const hasLeft = x >= CHANNELS;
      const left = hasLeft ? (pixels[at - CHANNELS] ?? 0) : 0;
      const up = pixels[at - stride] ?? 0;
      const corner = hasLeft ? (pixels[at - stride - CHANNELS] ?? 0) : 0;
      const guesses = [0, left, up, (left + up) >> 1, paeth(left, up, corner)];
      pixels[at] = (rows[y * (stride + 1) + 1 + x] ?? 0) + (guesses[filter ?? 0] ?? 0);
    }
  }
  return pixels;
}

/** The same picture in fewer bytes; one of another kind comes back as it is. */
export function squeezed(png: Buffer): Buffer {
  const chunks = chunksOf(png);
  const head = chunks.find(({ type }) => type === 'IHDR');
  if (!head || head.data[8] !== 8 || head.data[9] !== RGB || head.data[12] !== 0) return png;
  const stride = head.data.readUInt32BE(0) * CHANNELS;
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const pixels = unfiltered(inflateSync(Buffer.concat(packed)), stride);
  const rows = Buffer.alloc(pixels.length + pixels.length / stride);
  for (let at = 0; at < pixels.length; at += 1)
    rows[at + Math.floor(at / stride) + 1] = Math.min(255, ((pixels[at] ?? 0) + 4) & ~7);
  const data = deflateSync(rows, { level: 9, memLevel: 9 });
  const end = { type: 'IEND', data: Buffer.alloc(0) };
  return Buffer.concat([
    png.subarray(0, SIGNATURE),
    ...[head, { type: 'IDAT', data }, end].map(written),
  ]);
}
