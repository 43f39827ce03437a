import { useState } from 'react';
import { loadBank } from '../bank';
import { gift } from '../export/gift';
import { exportItems, type Loss } from '../export/items';
import { moodleXml } from '../export/moodle-xml';
import { qti3 } from '../export/qti3';
import { zipOf } from '../package/zip';
import { save } from './save';

const FORMATS = ['Moodle XML', 'GIFT', 'QTI 3.0'] as const;
type QuestionFormat = (typeof FORMATS)[number];

async function write(format: QuestionFormat): Promise<readonly Loss[]> {
  const exported = exportItems(await loadBank());
  if (format === 'QTI 3.0') {
    const { files, losses } = qti3(exported);
    save('podpath-questions-qti3.zip', zipOf(files), 'application/zip');
    return losses;
  }
  const { text, losses } = format === 'GIFT' ? gift(exported) : moodleXml(exported);
  const name = format === 'GIFT' ? 'podpath-questions.gift.txt' : 'podpath-questions.moodle.xml';
  save(name, text, format === 'GIFT' ? 'text/plain' : 'text/xml');
  return losses;
}

/** The questions alone, for the question bank of a platform; what a format cannot carry is said, not dropped. */
export function Questions() {
  const [state, setState] = useState<{
    readonly format: QuestionFormat;
    readonly losses: readonly Loss[];
  } | null>(null);
  return (
    <section aria-label="Questions">
      <h2>Questions for a question bank</h2>
      <div className="controls">
        {FORMATS.map((format) => (
          <button
            key={format}
            type="button"
            onClick={() => void write(format).then((losses) => setState({ format, losses }))}
          >
            Download {format}
          </button>
        ))}
      </div>
      <div role="status">
        {state ? (
          <>
            <p>
              {state.format} is written. It cannot carry everything; {state.losses.length} things
              changed:
            </p>
            <ul>
              {state.losses.map(({ question, what }) => (
                <li key={`${question}${what}`}>
                  <code>{question}</code>: {what}
                </li>
              ))}
            </ul>
          </>
        ) : null}
      </div>
    </section>
  );
}
