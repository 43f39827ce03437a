import { progress } from '../../state/progress';
import { applySettings, readSettings, type SettingName } from '../../state/settings';

/** The radio buttons of the settings panel and the root element follow the store, and the store follows the buttons. */
export function wireSettings(): void {
  const buttons = [...document.querySelectorAll<HTMLInputElement>('input[data-setting]')];
  const show = () => {
    const state = progress.getState();
    applySettings(document.documentElement, state);
    for (const button of buttons)
      button.checked = state[button.dataset.setting as SettingName] === button.value;
  };
  for (const button of buttons)
    button.addEventListener('change', () => {
      const state = progress.getState();
      progress.setState(
        readSettings({ ...state, [button.dataset.setting as SettingName]: button.value }),
      );
    });
  progress.subscribe(show);
  show();
}
