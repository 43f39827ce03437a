import type { ReactNode } from 'react';
import { allPieces, lessonSections } from '../embed/pieces';
import type { EmbedLink } from '../link';
import type { SnippetOptions } from './snippets';

type Look = Pick<SnippetOptions, 'kind' | 'isOpaque' | 'saveAs' | 'heightPixels'>;

interface Props {
  readonly link: EmbedLink;
  readonly look: Look;
  readonly onLink: (link: EmbedLink) => void;
  readonly onLook: (look: Look) => void;
}

const KINDS = [
  ['frame', 'a frame, no script (works everywhere)'],
  ['loader', 'a frame that grows with its content, and progress kept by your page'],
  ['element', 'a custom element in your page'],
] as const;

/** What can be chosen about an embedded piece. */
export function Choices({ link, look, onLink, onLook }: Props) {
  return (
    <div className="controls">
      <Pick
        label="Piece"
        value={link.piece}
        options={allPieces.map(({ name, title }) => [name, title] as const)}
        onPick={(piece) => onLink({ ...link, piece, step: '', state: '', scenario: '' })}
      />
      {link.piece === 'lesson' ? (
        <Pick
          label="Begin at"
          value={link.step}
          options={[['', 'the beginning'], ...lessonSections.map((id) => [id, id] as const)]}
          onPick={(step) => onLink({ ...link, step })}
        />
      ) : null}
      <Pick
        label="Put it in as"
        value={look.kind}
        options={KINDS}
        onPick={(kind) => onLook({ ...look, kind })}
      />
      <Pick
        label="Around it"
        value={link.chrome}
        options={[
          ['none', 'nothing'],
          ['mini', 'one line below'],
          ['full', 'title and line'],
        ]}
        onPick={(chrome) => onLink({ ...link, chrome })}
      />
      <Pick
        label="Theme"
        value={link.theme}
        options={[
          ['auto', 'as the learner has it'],
          ['light', 'light'],
          ['dark', 'dark'],
        ]}
        onPick={(theme) => onLink({ ...link, theme })}
      />
      {look.kind === 'loader' ? (
        <Field label="Keep progress as (empty: not at all)">
          <input
            type="text"
            value={look.saveAs}
            maxLength={40}
            onChange={(event) => onLook({ ...look, saveAs: event.target.value })}
          />
        </Field>
      ) : null}
      {look.kind === 'frame' ? (
        <Field label="Height in pixels">
          <input
            type="number"
            min={200}
            max={3000}
            step={50}
            value={look.heightPixels}
            onChange={(event) =>
              onLook({ ...look, heightPixels: Math.min(3000, Number(event.target.value) || 600) })
            }
          />
        </Field>
      ) : null}
      <Check
        label="begin at the position of the link every time"
        checked={link.isLocked}
        onCheck={(isLocked) => onLink({ ...link, isLocked })}
      />
      {look.kind !== 'element' ? (
        <>
          <Check
            label="hand arrow keys on (slides)"
            checked={link.passesKeys}
            onCheck={(passesKeys) => onLink({ ...link, passesKeys })}
          />
          <Check
            label="sandbox without an origin"
            checked={look.isOpaque}
            onCheck={(isOpaque) => onLook({ ...look, isOpaque })}
          />
        </>
      ) : null}
    </div>
  );
}

function Field({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <label>
      {label} {children}
    </label>
  );
}

interface PickProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [T, string])[];
  readonly onPick: (value: T) => void;
}

export function Pick<T extends string>({ label, value, options, onPick }: PickProps<T>) {
  return (
    <Field label={label}>
      <select value={value} onChange={(event) => onPick(event.target.value as T)}>
        {options.map(([name, text]) => (
          <option key={name} value={name}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  );
}

interface CheckProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onCheck: (checked: boolean) => void;
}

function Check({ label, checked, onCheck }: CheckProps) {
  return (
    <label>
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onCheck(event.target.checked)}
      />
      {label}
    </label>
  );
}
