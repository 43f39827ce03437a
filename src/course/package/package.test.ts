import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { FORMATS, type Format } from './manifests';
import { packageFiles, packageZip } from './package';

const PIECE = {
  name: 'quiz',
  title: 'Kubernetes & <networking>: “the quiz”\u0007',
  takeaway: 'Keys that a cluster computes.',
};
const options = (format: Format, name = 'quiz') => ({
  format,
  piece: { ...PIECE, name },
  pass: 0.8,
  script: 'alert(1)',
});
const MANIFEST = { scorm12: 'imsmanifest.xml', scorm2004: 'imsmanifest.xml', cmi5: 'cmi5.xml' };
const schemas = (format: Format): readonly string[] =>
  SCHEMAS[format].map((name) =>
    readFileSync(new URL(`./testdata/${name}`, import.meta.url), 'utf8'),
  );
const SCHEMAS: Readonly<Record<Format, readonly string[]>> = {
  scorm12: ['scorm12.xsd', 'scorm12-adlcp.xsd'],
  scorm2004: ['scorm2004.xsd', 'scorm2004-adlcp.xsd', 'scorm2004-imsss.xsd'],
  cmi5: ['cmi5.xsd'],
};

async function problemsOf(format: Format, xml: string): Promise<readonly string[]> {
  const [main = '', ...others] = schemas(format);
  const { errors } = await validateXML({
    xml: [{ fileName: MANIFEST[format], contents: xml }],
    schema: [main],
    preload: others.map((contents, index) => ({
      fileName: SCHEMAS[format][index + 1] ?? '',
      contents,
    })),
  });
  return errors.map(({ message }) => message);
}

describe.each(FORMATS)('a %s package', (format) => {
  const files = packageFiles(options(format));
  const manifest = String(files[MANIFEST[format]]);

  test('has a manifest that fits its schema', async () => {
    expect(await problemsOf(format, manifest)).toEqual([]);
  });

  test.each<[string, (xml: string) => string]>([
    ['without its title', (xml) => xml.replace(/<title>[\s\S]*?<\/title>/g, '')],
    ['with a foreign element', (xml) => xml.replace(/<(organization|au) /, '<surprise/><$1 ')],
    [
      'with a pass mark of 80000',
      (xml) =>
        xml
          .replace(/<adlcp:masteryscore>80</, '<adlcp:masteryscore>80000<')
          .replace(/Measure>0\.8</, 'Measure>80000<')
          .replace(/masteryScore="0\.8"/, 'masteryScore="80000"'),
    ],
  ])('%s does not fit', async (_, damage) => {
    const damaged = damage(manifest);
    expect(damaged).not.toBe(manifest);
    expect(await problemsOf(format, damaged)).not.toEqual([]);
  });

  test('holds the files that its manifest names, and no others', () => {
    const named = [...manifest.matchAll(/href="([^"]+)"|<url>([^<]+)</g)].map(
      (match) => match[1] ?? match[2] ?? '',
    );
    const held = Object.keys(files).filter((name) => name !== MANIFEST[format]);
    for (const name of named) expect(held).toContain(name);
    if (format !== 'cmi5') expect([...new Set(named)].sort()).toEqual([...held].sort());
  });

  test('is the same to the last byte when it is made twice, in any time zone', () => {
    const hash = () =>
      createHash('sha256')
        .update(packageZip(options(format)))
        .digest('hex');
    const before = process.env.TZ;
    const here = hash();
    process.env.TZ = 'Pacific/Auckland';
    const there = hash();
    process.env.TZ = before;
    expect(there).toBe(here);
  });

  test('unpacks to what was put in', () => {
    const unpacked = unzipSync(packageZip(options(format)));
    expect(Object.keys(unpacked)).toEqual(Object.keys(files).sort());
    expect(strFromU8(unpacked['podpath.js'] ?? new Uint8Array())).toBe('alert(1)');
  });

  test('has a page of one classic script, nothing inline and no address', () => {
    const page = String(files['index.html']);
    expect(page.match(/<script[^>]*>/g)).toEqual(['<script src="podpath.js" defer>']);
    expect(page).not.toMatch(/type="module"|https?:\/\/|style=|\son(click|load|error)=/);
  });

  test('of a picture asks for no pass mark', () => {
    const plain = packageFiles(options(format, 'osi-map'));
    expect(String(plain[MANIFEST[format]])).not.toMatch(/mastery|minNormalizedMeasure/i);
  });
});
