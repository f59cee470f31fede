/** Style of the players, on pages that have some and on no other: a page that is only read carries nothing of it. */
export const AUDIO_STYLE =
  'audio{display:block;clear:both;width:100%;height:54px;margin:0 0 8px}.hr p{margin:8px 0 2px;font-weight:400}.q audio{margin:0 0 4px}' +
  '@media print{audio,.hr{display:none}}';

export const AUDIO_STYLE_ELEMENT = `<style>${AUDIO_STYLE}</style>`;
