export {
  dialects,
  type OdooOptions,
  odoo,
  type PhpOptions,
  php,
  type PresetInput,
  type PresetName,
  presetNames,
  readPreset,
  type WordPressOptions,
  withPreset,
  wordpress,
} from './presets/index.ts';
