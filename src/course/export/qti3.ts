/** QTI 3.0: one item per question, a test that holds them, and the manifest; 1EdTech QTI 3.0 ASI information model. */
import type { Files } from '../package/zip';
import { escapeXml } from '../package/xml';
import type { ExportBody, ExportItem, Exported, Loss } from './items';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'http://www.imsglobal.org/xsd/imsqtiasi_v3p0';
const TEMPLATES = 'https://purl.imsglobal.org/spec/qti/v3p0/rptemplates';

export interface QuestionFiles {
  readonly files: Files;
  readonly losses: readonly Loss[];
}

/** Identifiers begin with a letter and hold no dot. */
const idOf = (id: string): string => `q_${id.replace(/[^A-Za-z0-9_-]/g, '_')}`;

export function qti3({ items, losses }: Exported): QuestionFiles {
  const files = Object.fromEntries(
    items.map((item) => [`items/${idOf(item.id)}.xml`, itemXml(item)] as const),
  );
  const own = items.flatMap(({ id, hints, body }): Loss[] => [
    ...(hints.length > 0 ? [{ question: id, what: 'hints are left out' }] : []),
    ...(body.shape === 'choice'
      ? [
          {
            question: id,
            what: 'the word about each wrong choice is left out; the explanation stays',
          },
        ]
      : []),
  ]);
  return {
    files: { ...files, 'test.xml': testXml(items), 'imsmanifest.xml': manifestXml(items) },
    losses: [...losses, ...own],
  };
}

interface Parts {
  readonly declaration: string;
  readonly interaction: string;
  /** a template's name, or response processing of its own */
  readonly processing: string;
}

function itemXml(item: ExportItem): string {
  const { declaration, interaction, processing } = partsOf(item.body);
  const inner = item.body.shape === 'number' || item.body.shape === 'short';
  return `${HEAD}<qti-assessment-item xmlns="${NAMESPACE}" identifier="${idOf(item.id)}" title="${escapeXml(item.title)}" adaptive="false" time-dependent="false" xml:lang="en">
${declaration}
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float">
    <qti-default-value><qti-value>0</qti-value></qti-default-value>
  </qti-outcome-declaration>
  <qti-outcome-declaration identifier="FEEDBACK" cardinality="single" base-type="identifier">
    <qti-default-value><qti-value>shown</qti-value></qti-default-value>
  </qti-outcome-declaration>
  <qti-item-body>
    <div>${item.html}</div>
    ${inner ? `<p>${interaction}</p>` : interaction}
  </qti-item-body>
${processing}
  <qti-modal-feedback outcome-identifier="FEEDBACK" identifier="shown" show-hide="show">
    <qti-content-body><p>${item.explanation}</p></qti-content-body>
  </qti-modal-feedback>
</qti-assessment-item>
`;
}

const declare = (cardinality: string, type: string, values: readonly string[], more = ''): string =>
  `  <qti-response-declaration identifier="RESPONSE" cardinality="${cardinality}" base-type="${type}">
    <qti-correct-response>${values.map((value) => `<qti-value>${escapeXml(value)}</qti-value>`).join('')}</qti-correct-response>${more}
  </qti-response-declaration>`;

const template = (name: string): string =>
  `  <qti-response-processing template="${TEMPLATES}/${name}"/>`;

function partsOf(body: ExportBody): Parts {
  switch (body.shape) {
    case 'choice':
      return choiceParts(body);
    case 'order': {
      const ids = body.items.map((_, index) => `i${index + 1}`);
      const choices = body.items.map(
        (text, index) =>
          `<qti-simple-choice identifier="i${index + 1}">${text}</qti-simple-choice>`,
      );
      return {
        declaration: declare('ordered', 'identifier', ids),
        interaction: `<qti-order-interaction response-identifier="RESPONSE" shuffle="true">${choices.join('')}</qti-order-interaction>`,
        processing: template('match_correct'),
      };
    }
    case 'match':
      return matchParts(body);
    case 'number': {
      const equal = `<qti-equal tolerance-mode="absolute" tolerance="${body.tolerance} ${body.tolerance}"><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-equal>`;
      return {
        declaration: declare('single', 'float', [String(body.answer)]),
        interaction:
          '<qti-text-entry-interaction response-identifier="RESPONSE" expected-length="12"/>',
        processing: `  <qti-response-processing><qti-response-condition><qti-response-if>${equal}<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">1</qti-base-value></qti-set-outcome-value></qti-response-if></qti-response-condition></qti-response-processing>`,
      };
    }
    case 'short': {
      const entry = `<qti-map-entry map-key="${escapeXml(body.answer)}" mapped-value="1" case-sensitive="false"/>`;
      return {
        declaration: declare(
          'single',
          'string',
          [body.answer],
          `\n    <qti-mapping default-value="0">${entry}</qti-mapping>`,
        ),
        interaction:
          '<qti-text-entry-interaction response-identifier="RESPONSE" expected-length="24"/>',
        processing: template('map_response'),
      };
    }
  }
}

function choiceParts(body: Extract<ExportBody, { readonly shape: 'choice' }>): Parts {
  const right = body.choices.filter(({ isRight }) => isRight);
  const mapping = `\n    <qti-mapping lower-bound="0" upper-bound="1" default-value="0">${body.choices
    .map(({ id, isRight }) => {
      const value = (isRight ? 1 : -1) / right.length;
      return `<qti-map-entry map-key="c_${id}" mapped-value="${value.toFixed(5)}"/>`;
    })
    .join('')}</qti-mapping>`;
  const choices = body.choices.map(
    ({ id, html }) => `<qti-simple-choice identifier="c_${id}">${html}</qti-simple-choice>`,
  );
  return {
    declaration: declare(
      body.isSingle ? 'single' : 'multiple',
      'identifier',
      right.map(({ id }) => `c_${id}`),
      body.isSingle ? '' : mapping,
    ),
    interaction: `<qti-choice-interaction response-identifier="RESPONSE" shuffle="true" max-choices="${body.isSingle ? 1 : 0}">${choices.join('')}</qti-choice-interaction>`,
    processing: template(body.isSingle ? 'match_correct' : 'map_response'),
  };
}

function matchParts(body: Extract<ExportBody, { readonly shape: 'match' }>): Parts {
  const rights = [...new Set([...body.pairs.map(({ right }) => right), ...body.spare])];
  const choice = (id: string, text: string) =>
    `<qti-simple-associable-choice identifier="${id}" match-max="${id.startsWith('l') ? 1 : 0}">${text}</qti-simple-associable-choice>`;
  const lefts = body.pairs.map(({ left }, index) => choice(`l${index + 1}`, left));
  const targets = rights.map((right, index) => choice(`r${index + 1}`, escapeXml(right)));
  const key = body.pairs.map(({ right }, index) => `l${index + 1} r${rights.indexOf(right) + 1}`);
  const worth = (1 / Math.max(1, key.length)).toFixed(5);
  const mapping = `\n    <qti-mapping default-value="0">${key
    .map((pair) => `<qti-map-entry map-key="${pair}" mapped-value="${worth}"/>`)
    .join('')}</qti-mapping>`;
  return {
    declaration: declare('multiple', 'directedPair', key, mapping),
    interaction: `<qti-match-interaction response-identifier="RESPONSE" shuffle="true" max-associations="${body.pairs.length}"><qti-simple-match-set>${lefts.join('')}</qti-simple-match-set><qti-simple-match-set>${targets.join('')}</qti-simple-match-set></qti-match-interaction>`,
    processing: template('map_response'),
  };
}

function testXml(items: readonly ExportItem[]): string {
  const refs = items.map(
    ({ id }) =>
      `      <qti-assessment-item-ref identifier="${idOf(id)}" href="items/${idOf(id)}.xml"/>`,
  );
  return `${HEAD}<qti-assessment-test xmlns="${NAMESPACE}" identifier="podpath" title="Kubernetes networking">
  <qti-test-part identifier="part" navigation-mode="nonlinear" submission-mode="individual">
    <qti-assessment-section identifier="section" title="Questions" visible="true">
${refs.join('\n')}
    </qti-assessment-section>
  </qti-test-part>
</qti-assessment-test>
`;
}

function manifestXml(items: readonly ExportItem[]): string {
  const resources = items.map(
    ({ id }) =>
      `    <resource identifier="r_${idOf(id)}" type="imsqti_item_xmlv3p0" href="items/${idOf(id)}.xml"><file href="items/${idOf(id)}.xml"/></resource>`,
  );
  const needs = items.map(({ id }) => `<dependency identifierref="r_${idOf(id)}"/>`);
  return `${HEAD}<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="podpath-questions">
  <metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>
  <organizations/>
  <resources>
    <resource identifier="r_test" type="imsqti_test_xmlv3p0" href="test.xml"><file href="test.xml"/>${needs.join('')}</resource>
${resources.join('\n')}
  </resources>
</manifest>
`;
}
