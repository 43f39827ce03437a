import { Prose } from '../prose/Prose';

/** Text in paragraphs, with `code` in backticks. */
export function Paragraphs({ text }: { readonly text: string }) {
  return (
    <>
      {text.split('\n\n').map((paragraph) => (
        <p key={paragraph}>
          <Prose text={paragraph} />
        </p>
      ))}
    </>
  );
}
