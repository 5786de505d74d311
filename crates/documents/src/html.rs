//! Web pages: the report that stands on one, without navigation, share bars and footers.
//!
//! Government sites of twenty years differ in everything but this: the report is the part of the
//! page that holds its sentences. So the article is the innermost element that holds nine tenths of
//! the page's sentences; around it stand links and labels, which have none.

mod article;
mod line;

use encoding_rs::{Encoding as Codec, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::{DocumentError, Encoding, decode};

/// How deep elements may be nested. Pages have some dozens; a parser's work grows with the square.
const DEPTH_MAX: usize = 2_000;

/// How much of a page is looked at to tell that it is one.
const HEAD_BYTES: usize = 4_096;

/// Elements that end by themselves, so that they do not count as nested.
const UNNESTED: [&str; 24] = [
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "o:p", "option", "p", "param", "source", "tbody", "td", "th", "tr", "track", "wbr",
];

/// Whether bytes are a web page, or a piece of one; a text with stray tags is not.
pub(crate) fn is_page(bytes: &[u8]) -> bool {
    // In UTF-16 every second byte is zero.
    let head: Vec<u8> = bytes.iter().copied().filter(|byte| *byte != 0).take(HEAD_BYTES).collect();
    let head = String::from_utf8_lossy(&head).to_ascii_lowercase();
    let begins = ["<!doctype html", "<html", "<head>", "<body"];
    if begins.iter().any(|tag| head.contains(tag)) {
        return true;
    }
    let is_tag_first = head.trim_start_matches('\u{feff}').trim_start().starts_with('<');
    let ends = ["</div>", "</td>", "</p>", "</span>"];
    is_tag_first && ends.iter().map(|end| head.matches(end).count()).sum::<usize>() >= 3
}

/// The text of a page, a line for each of its blocks.
pub(crate) fn read(bytes: &[u8]) -> Result<(String, Encoding), DocumentError> {
    let (page, encoding) = characters(bytes)?;
    if depth(&page) > DEPTH_MAX {
        return Err(DocumentError::TooDeep);
    }
    Ok((article::text(&page), encoding))
}

/// The page's characters, by byte order mark, else as the page declares, else as a text is told.
fn characters(bytes: &[u8]) -> Result<(String, Encoding), DocumentError> {
    let has_mark = Codec::for_bom(bytes).is_some();
    let declared = (!has_mark).then(|| declared(bytes)).flatten();
    if let Some((codec, encoding)) = declared {
        let (text, _, has_errors) = codec.decode(bytes);
        let broken = text.matches(char::REPLACEMENT_CHARACTER).count();
        // Many pages have a byte or two cut off by an editor; more than that is another encoding.
        if !has_errors || broken * 1_000 < text.chars().count() {
            return Ok((text.into_owned(), encoding));
        }
    }
    decode::decode(bytes)
}

/// The encoding that the page's head declares, where it is one of those that are read.
fn declared(bytes: &[u8]) -> Option<(&'static Codec, Encoding)> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]).to_ascii_lowercase();
    let (_, behind) = head.split_once("charset=")?;
    let label: String = behind
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    let codec = Codec::for_label(label.as_bytes())?;
    let known = [
        (UTF_8, Encoding::Utf8),
        (GBK, Encoding::Gb18030),
        (GB18030, Encoding::Gb18030),
        (UTF_16LE, Encoding::Utf16Le),
        (UTF_16BE, Encoding::Utf16Be),
    ];
    let (_, encoding) = known.into_iter().find(|(known, _)| *known == codec)?;
    // GB18030 holds GBK, and pages that declare the one use characters of the other.
    Some((if codec == GBK { GB18030 } else { codec }, encoding))
}

/// How deep a page's elements are nested at most, counted by tags alone.
fn depth(page: &str) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for piece in page.split('<').skip(1) {
        let (is_end, rest) = piece.strip_prefix('/').map_or((false, piece), |rest| (true, rest));
        let end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/');
        let name = rest[..end.unwrap_or(rest.len()).min(rest.len())].to_ascii_lowercase();
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if !is_name || UNNESTED.contains(&name.as_str()) {
            continue;
        }
        now = if is_end { now.saturating_sub(1) } else { now + 1 };
        most = most.max(now);
    }
    most
}

#[cfg(test)]
mod tests;
