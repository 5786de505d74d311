//! Characters of one-byte fonts, by encoding and by glyph name, and radicals that stand for words.
//! ISO 32000-2, Annex D; Adobe Glyph List for New Fonts.

use encoding_rs::{MACINTOSH, WINDOWS_1252};

/// The encodings that a one-byte font can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BaseEncoding {
    /// Windows code page 1252.
    WinAnsi,
    /// Mac OS Roman.
    MacRoman,
    /// Adobe Standard, of which only the part that is ASCII but for its quotes is known here.
    Standard,
}

impl BaseEncoding {
    /// The encoding of a name in the file.
    pub(crate) fn of_name(name: &[u8]) -> Option<Self> {
        match name {
            b"WinAnsiEncoding" => Some(Self::WinAnsi),
            b"MacRomanEncoding" => Some(Self::MacRoman),
            b"StandardEncoding" => Some(Self::Standard),
            _ => None,
        }
    }

    /// The character of a byte, if the encoding has one.
    pub(crate) fn character(self, byte: u8) -> Option<String> {
        let character = match (self, byte) {
            (Self::Standard, b'\'') => '’',
            (Self::Standard, b'`') => '‘',
            (_, 0x20..=0x7e) => char::from(byte),
            (Self::WinAnsi, 0xa0..) | (Self::WinAnsi, 0x80..=0x9f) => {
                WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next()?
            }
            (Self::MacRoman, 0x80..) => {
                MACINTOSH.decode_without_bom_handling(&[byte]).0.chars().next()?
            }
            _ => return None,
        };
        (!character.is_control()).then(|| character.to_string())
    }
}

/// The characters that a glyph's name stands for: `A`, `uni4E00`, `u20000`, `comma`.
pub(crate) fn of_glyph_name(name: &[u8]) -> Option<String> {
    let name = std::str::from_utf8(name).ok()?;
    let name = name.split('.').next()?;
    if name.len() == 1 && name.as_bytes()[0].is_ascii_alphabetic() {
        return Some(name.to_owned());
    }
    if let Ok(index) = NAMES.binary_search_by_key(&name, |(name, _)| name) {
        return Some(NAMES[index].1.to_owned());
    }
    let digits = name.strip_prefix("uni").or_else(|| name.strip_prefix('u'))?;
    let is_code = (4..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_hexdigit());
    let code = is_code.then(|| u32::from_str_radix(digits, 16).ok())??;
    char::from_u32(code).map(String::from)
}

/// What a file says of a glyph, where it says something: ideographs for the radicals that share
/// their glyph (Unicode, Kangxi Radicals and EquivalentUnifiedIdeograph.txt), and nothing for
/// characters that mean nothing outside the file (private use, control, U+FFFD).
pub(crate) fn meaning(text: &str) -> Option<String> {
    // Fonts draw the Chinese dash, two signs, as one glyph.
    let text = text.replace('\u{2e3a}', "——");
    let characters: Option<String> = text.chars().map(meaning_of_character).collect();
    characters.filter(|text| !text.is_empty())
}

fn meaning_of_character(character: char) -> Option<char> {
    match character {
        '\u{2f00}'..='\u{2fd5}' => {
            RADICALS.chars().nth(usize::try_from(u32::from(character) - 0x2f00).ok()?)
        }
        '\u{2e80}'..='\u{2eff}' => {
            WORDS.iter().find(|(radical, _)| *radical == character).map(|(_, word)| *word)
        }
        '\t' | '\n' | '\r' | '\u{a0}' => Some(' '),
        '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => None,
        _ if character.is_control() => None,
        _ => Some(character),
    }
}

/// The ideographs of U+2F00 to U+2FD5, in the form of the mainland (户, 青), whose fonts draw them.
const RADICALS: &str = "\
    一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕\
    大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈户手支攴文斗斤方无日\
    曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿\
    目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行\
    衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨青非面革韋韭音\
    頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Names of the Adobe Glyph List that Chinese reports need, sorted.
const NAMES: [(&str, &str); 66] = [
    ("ampersand", "&"),
    ("asciicircum", "^"),
    ("asciitilde", "~"),
    ("asterisk", "*"),
    ("at", "@"),
    ("backslash", "\\"),
    ("bar", "|"),
    ("braceleft", "{"),
    ("braceright", "}"),
    ("bracketleft", "["),
    ("bracketright", "]"),
    ("bullet", "•"),
    ("colon", ":"),
    ("comma", ","),
    ("degree", "°"),
    ("divide", "÷"),
    ("dollar", "$"),
    ("eight", "8"),
    ("ellipsis", "…"),
    ("emdash", "—"),
    ("endash", "–"),
    ("equal", "="),
    ("exclam", "!"),
    ("ff", "ff"),
    ("ffi", "ffi"),
    ("ffl", "ffl"),
    ("fi", "fi"),
    ("five", "5"),
    ("fl", "fl"),
    ("four", "4"),
    ("grave", "`"),
    ("greater", ">"),
    ("hyphen", "-"),
    ("less", "<"),
    ("middot", "·"),
    ("minus", "−"),
    ("multiply", "×"),
    ("nine", "9"),
    ("numbersign", "#"),
    ("one", "1"),
    ("parenleft", "("),
    ("parenright", ")"),
    ("percent", "%"),
    ("percentthousand", "‰"),
    ("period", "."),
    ("periodcentered", "·"),
    ("perthousand", "‰"),
    ("plus", "+"),
    ("plusminus", "±"),
    ("question", "?"),
    ("quotedbl", "\""),
    ("quotedblleft", "“"),
    ("quotedblright", "”"),
    ("quoteleft", "‘"),
    ("quoteright", "’"),
    ("quotesingle", "'"),
    ("section", "§"),
    ("semicolon", ";"),
    ("seven", "7"),
    ("six", "6"),
    ("slash", "/"),
    ("space", " "),
    ("three", "3"),
    ("two", "2"),
    ("underscore", "_"),
    ("zero", "0"),
];

/// Radicals of U+2E80 to U+2EFF that are words as well, with the word. The others are parts.
const WORDS: [(char, char); 31] = [
    ('\u{2e9d}', '月'),
    ('\u{2e9f}', '母'),
    ('\u{2ea0}', '民'),
    ('\u{2ea9}', '王'),
    ('\u{2ec1}', '虎'),
    ('\u{2ec4}', '西'),
    ('\u{2ec5}', '见'),
    ('\u{2ec6}', '角'),
    ('\u{2ec9}', '贝'),
    ('\u{2ecb}', '车'),
    ('\u{2ed1}', '長'),
    ('\u{2ed3}', '长'),
    ('\u{2ed4}', '门'),
    ('\u{2ed8}', '青'),
    ('\u{2ed9}', '韦'),
    ('\u{2eda}', '页'),
    ('\u{2edb}', '风'),
    ('\u{2edc}', '飞'),
    ('\u{2edd}', '食'),
    ('\u{2ee2}', '马'),
    ('\u{2ee3}', '骨'),
    ('\u{2ee4}', '鬼'),
    ('\u{2ee5}', '鱼'),
    ('\u{2ee6}', '鸟'),
    ('\u{2ee7}', '卤'),
    ('\u{2ee8}', '麦'),
    ('\u{2ee9}', '黄'),
    ('\u{2eec}', '齐'),
    ('\u{2eee}', '齿'),
    ('\u{2ef0}', '龙'),
    ('\u{2ef3}', '龟'),
];
