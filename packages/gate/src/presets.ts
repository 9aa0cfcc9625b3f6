export {
  dialects,
  type OdooOptions,
  odoo,
  type PhpOptions,
  type PresetInput,
  type PresetName,
  php,
  presetNames,
  readPreset,
  type WordPressOptions,
  withPreset,
  wordpress,
} from './presets/index.ts';
