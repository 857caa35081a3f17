export { activateChecks } from './activate.ts';
export { NO_SETTINGS, readSettings, SETTINGS_API_VERSION, SETTINGS_KEYS } from './read-settings.ts';
export type { CheckSettings, ExceptionSettings, Settings, SettingsContext, SettingsProblem } from './types.ts';
