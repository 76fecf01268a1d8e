// Keys as people of each language know them; what is under one of them is under a long press in no
// language here, so every letter needed has a key. Rows are split at blanks.
const latin = (rows, more) => ({ rows: rows.map((r) => r.split(' ')), more: more.split(' '), shift: true });

export const LAYOUTS = {
  en: latin(['q w e r t y u i o p', 'a s d f g h j k l \'', 'z x c v b n m . -'], ''),
  fr: latin(['a z e r t y u i o p', 'q s d f g h j k l m', 'w x c v b n \' . -'], 'é è à ç ê ù î ô â ï û œ'),
  es: latin(['q w e r t y u i o p', 'a s d f g h j k l ñ', 'z x c v b n m . -'], 'á é í ó ú ü ¿ ¡'),
  de: latin(['q w e r t z u i o p ü', 'a s d f g h j k l ö ä', 'y x c v b n m ß . -'], ''),
  ar: {
    rows: ['ض ص ث ق ف غ ع ه خ ح ج', 'ش س ي ب ل ا ت ن م ك ط', 'ذ ء ؤ ر ى ة و ز ظ د'].map((r) => r.split(' ')),
    more: 'أ إ آ ئ لا ، . -'.split(' '),
    shift: false,
  },
};

export const SIGNS = { rows: ['1 2 3 4 5 6 7 8 9 0', '- / : ; ( ) & @ " #', '. , ? ! \' + = _ %'].map((r) => r.split(' ')), more: [], shift: false };

export const DIGITS = { rows: ['1 2 3', '4 5 6', '7 8 9'].map((r) => r.split(' ')), more: [], shift: false };
