/** What a package tells the platform about itself: SCORM 1.2, SCORM 2004 4th Edition, cmi5. */
import { escapeXml } from './xml';

export const FORMATS = ['scorm12', 'scorm2004', 'cmi5'] as const;
export type Format = (typeof FORMATS)[number];

export interface PackageInfo {
  readonly piece: string;
  readonly title: string;
  readonly summary: string;
  /** 0..1; null when nothing is graded */
  readonly pass: number | null;
  /** file names in the package */
  readonly files: readonly string[];
}

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const filesXml = (files: readonly string[]): string =>
  files.map((file) => `      <file href="${escapeXml(file)}"/>`).join('\n');
const idOf = (piece: string, format: Format): string =>
  `podpath.${piece}.${format}`.replace(/[^A-Za-z0-9._-]/g, '_');

/** SCORM 1.2 Content Aggregation Model, section 2.3; scormtype with a small t, masteryscore a whole number. */
export function manifest12({ piece, title, pass, files }: PackageInfo): string {
  const mastery =
    pass === null
      ? ''
      : `\n        <adlcp:masteryscore>${Math.round(pass * 100)}</adlcp:masteryscore>`;
  return `${HEAD}<manifest identifier="${idOf(piece, 'scorm12')}" version="1.0"
  xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>1.2</schemaversion>
  </metadata>
  <organizations default="podpath">
    <organization identifier="podpath">
      <title>${escapeXml(title)}</title>
      <item identifier="item" identifierref="sco" isvisible="true">
        <title>${escapeXml(title)}</title>${mastery}
      </item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="sco" type="webcontent" adlcp:scormtype="sco" href="index.html">
${filesXml(files)}
    </resource>
  </resources>
</manifest>
`;
}

/** SCORM 2004 4th Edition CAM and SN; scormType with a capital T, the pass mark as primary objective. */
export function manifest2004({ piece, title, pass, files }: PackageInfo): string {
  const objective =
    pass === null
      ? ''
      : `
          <imsss:objectives>
            <imsss:primaryObjective objectiveID="primary" satisfiedByMeasure="true">
              <imsss:minNormalizedMeasure>${pass}</imsss:minNormalizedMeasure>
            </imsss:primaryObjective>
          </imsss:objectives>`;
  return `${HEAD}<manifest identifier="${idOf(piece, 'scorm2004')}" version="1.0"
  xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"
  xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3"
  xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3"
  xmlns:imsss="http://www.imsglobal.org/xsd/imsss">
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>2004 4th Edition</schemaversion>
  </metadata>
  <organizations default="podpath">
    <organization identifier="podpath">
      <title>${escapeXml(title)}</title>
      <item identifier="item" identifierref="sco" isvisible="true">
        <title>${escapeXml(title)}</title>
        <imsss:sequencing>${objective}
          <imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>
        </imsss:sequencing>
      </item>
      <imsss:sequencing>
        <imsss:controlMode choice="true" flow="true"/>
      </imsss:sequencing>
    </organization>
  </organizations>
  <resources>
    <resource identifier="sco" type="webcontent" adlcp:scormType="sco" href="index.html">
${filesXml(files)}
    </resource>
  </resources>
</manifest>
`;
}

/** cmi5 Quartz, section 13: one assignable unit. Ids are addresses that name, and need not open. */
export function courseStructure({ piece, title, summary, pass }: PackageInfo): string {
  const course = `https://podpath.example/course/${encodeURIComponent(piece)}`;
  const moveOn = pass === null ? 'Completed' : 'CompletedAndPassed';
  const mastery = pass === null ? '' : ` masteryScore="${pass}"`;
  const words = (tag: string, text: string) =>
    `<${tag}><langstring lang="en">${escapeXml(text)}</langstring></${tag}>`;
  return `${HEAD}<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
  <course id="${course}">
    ${words('title', title)}
    ${words('description', summary)}
  </course>
  <au id="${course}/unit" moveOn="${moveOn}"${mastery} launchMethod="AnyWindow">
    ${words('title', title)}
    ${words('description', summary)}
    <url>index.html</url>
  </au>
</courseStructure>
`;
}
