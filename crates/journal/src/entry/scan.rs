//! Telling at a glance that bytes are an encoded entry, without building what they mean: whoever
//! verifies a whole log asks for nothing else.
//!
//! It says yes only where [`crate::Entry::decode`] would; where it does not, that decides.

use super::BYTES_MAX;
use super::canonical::{DEPTH_MAX, INTEGER_MAX};

/// The kind of an entry whose bytes are well formed beyond doubt; `None` leaves it open.
pub(crate) fn kind(bytes: &[u8]) -> Option<&str> {
    if bytes.len() > BYTES_MAX {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let mut scan = Scan { bytes: text.as_bytes(), at: 0 };
    scan.literal(b"{\"at\":\"")?;
    scan.moment()?;
    scan.literal(b"\",\"body\":")?;
    // The entry itself is the outermost object.
    scan.object(DEPTH_MAX - 1)?;
    scan.literal(b",\"by\":{\"office\":")?;
    scan.string()?;
    scan.literal(b",\"role\":")?;
    scan.string()?;
    scan.literal(b"},\"kind\":")?;
    let kind = scan.string()?;
    scan.literal(b",\"subject\":")?;
    scan.string()?;
    scan.literal(b",\"version\":1}")?;
    let kind = text.get(kind.start..kind.end)?;
    // An escape would have to be undone: left open.
    let is_plain = !kind.is_empty() && !kind.contains('\\');
    (is_plain && scan.at == bytes.len()).then_some(kind)
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
            let rest = self.bytes.get(self.at..)?;
            let ends = |byte: &u8| *byte == b'"' || *byte == b'\\' || *byte < b' ';
            self.at += rest.iter().position(ends)?;
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
