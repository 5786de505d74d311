//! Telling at a glance that bytes are an encoded entry, without building what they mean: whoever
//! verifies a whole log asks for little else.
//!
//! It says yes only where the full reader would; where it does not, that decides.

use super::BYTES_MAX;
use super::canonical::{DEPTH_MAX, INTEGER_MAX};

/// An entry whose bytes are well formed beyond doubt, as they tell it.
pub(crate) struct Glance<'a> {
    /// A moment that there was, `2020-03-02T01:30:00Z`.
    pub(crate) at: &'a str,
    /// The body as canonical JSON.
    pub(crate) body: &'a str,
    pub(crate) office: &'a str,
    pub(crate) role: &'a str,
    pub(crate) kind: &'a str,
    pub(crate) subject: &'a str,
}

/// An entry at a glance; `None` leaves open whether the bytes are one.
pub(crate) fn glance(bytes: &[u8]) -> Option<Glance<'_>> {
    if bytes.len() > BYTES_MAX {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    // An escape would have to be undone: left open.
    let plain = |found: Content| {
        text.get(found.start..found.end).filter(|content| !content.as_bytes().contains(&b'\\'))
    };
    scan.literal(b"{\"at\":\"")?;
    let from = scan.at;
    scan.moment()?;
    let at = text.get(from..scan.at)?;
    scan.literal(b"\",\"body\":")?;
    let from = scan.at;
    // The entry itself is the outermost object.
    scan.object(DEPTH_MAX - 1)?;
    let body = text.get(from..scan.at)?;
    scan.literal(b",\"by\":{\"office\":")?;
    let office = plain(scan.string()?)?;
    scan.literal(b",\"role\":")?;
    let role = plain(scan.string()?)?;
    scan.literal(b"},\"kind\":")?;
    let kind = plain(scan.string()?)?;
    scan.literal(b",\"subject\":")?;
    let subject = plain(scan.string()?)?;
    scan.literal(b",\"version\":1}")?;
    let is_whole = !kind.is_empty() && scan.at == bytes.len();
    is_whole.then_some(Glance { at, body, office, role, kind, subject })
}

/// Where a string's content stands.
struct Content {
    start: usize,
    end: usize,
}

struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Scan<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn literal(&mut self, expected: &[u8]) -> Option<()> {
        let end = self.at + expected.len();
        (self.bytes.get(self.at..end)? == expected).then(|| self.at = end)
    }

    /// `2020-03-02T01:30:00Z`, a moment that there was.
    fn moment(&mut self) -> Option<()> {
        let text = self.bytes.get(self.at..self.at + 20)?;
        for (place, mark) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')]
        {
            if text[place] != mark {
                return None;
            }
        }
        let number = |from: usize, to: usize| {
            text[from..to].iter().try_fold(0_u32, |sum, digit| {
                digit.is_ascii_digit().then(|| sum * 10 + u32::from(digit - b'0'))
            })
        };
        let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            _ => return None,
        };
        let is_time = number(11, 13)? < 24 && number(14, 16)? < 60 && number(17, 19)? < 60;
        // At the ends of what can be told as an instant, the full reader decides.
        let is_inner = (1..9_999).contains(&year);
        (is_inner && is_time && (1..=days).contains(&day)).then(|| self.at += 20)
    }

    fn value(&mut self, depth: usize) -> Option<()> {
        match self.peek()? {
            b'"' => self.string().map(|_| ()),
            b'{' => self.object(depth),
            b'[' => self.array(depth),
            b't' => self.literal(b"true"),
            b'f' => self.literal(b"false"),
            b'n' => self.literal(b"null"),
            _ => self.integer(),
        }
    }

    fn array(&mut self, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.literal(b"[")?;
        if self.peek()? == b']' {
            self.at += 1;
            return Some(());
        }
        loop {
            self.value(depth)?;
            match self.peek()? {
                b',' => self.at += 1,
                b']' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.literal(b"{")?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        let mut last: Option<Content> = None;
        loop {
            let key = self.string()?;
            let content = &self.bytes[key.start..key.end];
            // Bytes have the order of UTF-16 where all are plain ASCII; other keys are left open.
            if !content.is_ascii() || content.contains(&b'\\') {
                return None;
            }
            if last.is_some_and(|last| &self.bytes[last.start..last.end] >= content) {
                return None;
            }
            last = Some(key);
            self.literal(b":")?;
            self.value(depth)?;
            match self.peek()? {
                b',' => self.at += 1,
                b'}' => {
                    self.at += 1;
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    fn string(&mut self) -> Option<Content> {
        self.literal(b"\"")?;
        let start = self.at;
        loop {
            self.at += plain_bytes(self.bytes.get(self.at..)?)?;
            match self.bytes[self.at] {
                b'"' => {
                    let end = self.at;
                    self.at += 1;
                    return Some(Content { start, end });
                }
                b'\\' => self.escape()?,
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        let code = *self.bytes.get(self.at + 1)?;
        match code {
            b'"' | b'\\' | b'b' | b't' | b'n' | b'f' | b'r' => {
                self.at += 2;
                Some(())
            }
            // Rare: other controls are left open.
            _ => None,
        }
    }

    fn integer(&mut self) -> Option<()> {
        let start = self.at;
        if self.peek()? == b'-' {
            self.at += 1;
        }
        let digits = self.at;
        let mut value = 0_i64;
        while let Some(digit) = self.peek().filter(u8::is_ascii_digit) {
            value = value.checked_mul(10)?.checked_add(i64::from(digit - b'0'))?;
            self.at += 1;
        }
        let count = self.at - digits;
        let is_short = count == 1 || (count > 1 && self.bytes[digits] != b'0');
        let is_minus_zero = digits > start && value == 0;
        (is_short && !is_minus_zero && value <= INTEGER_MAX).then_some(())
    }
}

/// How many bytes come before the first quotation mark, backslash or control character.
fn plain_bytes(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHEST: u64 = u64::from_ne_bytes([0x80; 8]);
    let (chunks, rest) = bytes.as_chunks();
    for (chunk, place) in chunks.iter().zip((0..).step_by(8)) {
        // Eight bytes at a time: those below a limit borrow from their highest bit. A borrow can
        // reach a higher byte, but never one before the first that is below.
        let word = u64::from_le_bytes(*chunk);
        let below =
            |word: u64, limit: u8| word.wrapping_sub(ONES * u64::from(limit)) & !word & HIGHEST;
        let ends = below(word, b' ')
            | below(word ^ (ONES * u64::from(b'"')), 1)
            | below(word ^ (ONES * u64::from(b'\\')), 1);
        if ends != 0 {
            return Some(place + ends.trailing_zeros() as usize / 8);
        }
    }
    let ends = |byte: &u8| *byte == b'"' || *byte == b'\\' || *byte < b' ';
    Some(bytes.len() - rest.len() + rest.iter().position(ends)?)
}
