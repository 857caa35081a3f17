export { activateChecks } from './activate.ts';
export { NO_SETTINGS, readSettings, SETTINGS_API_VERSION, SETTINGS_KEYS } from './read-settings.ts';
export { kindLike } from './read-templates.ts';
export type {
  CheckSettings,
  ExceptionSettings,
  Settings,
  SettingsContext,
  SettingsPlace,
  SettingsProblem,
  TemplatePlace,
} from './types.ts';
export { unknownCheck } from './unknown-check.ts';
