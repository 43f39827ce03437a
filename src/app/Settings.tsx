import { SETTINGS, type SettingName } from '../state/settings';

const LABELS: Readonly<Record<SettingName, { title: string; values: Record<string, string> }>> = {
  theme: { title: 'Theme', values: { system: 'as the system', light: 'light', dark: 'dark' } },
  motion: { title: 'Motion', values: { system: 'as the system', still: 'none' } },
  text: { title: 'Text', values: { normal: 'normal', large: 'large', larger: 'larger' } },
};

/** Settings of this browser; the radio buttons are wired by src/app/client.ts. */
export function Settings() {
  return (
    <div id="settings" popover="auto" role="dialog" aria-label="Settings" className="panel">
      {(Object.keys(SETTINGS) as SettingName[]).map((name) => (
        <fieldset key={name}>
          <legend>{LABELS[name].title}</legend>
          {SETTINGS[name].map((value) => (
            <label key={value}>
              <input type="radio" name={`setting-${name}`} value={value} data-setting={name} />{' '}
              {LABELS[name].values[value]}
            </label>
          ))}
        </fieldset>
      ))}
      <p>Kept in this browser, with your progress.</p>
    </div>
  );
}
