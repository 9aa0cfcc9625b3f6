export {
  dialects,
  type OdooOptions,
  odoo,
  type PresetInput,
  type PresetName,
  presetNames,
  readPreset,
  withPreset,
} from './presets/index.ts';
