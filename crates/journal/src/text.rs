//! Small pieces of text that several formats share.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Reads an ASCII decimal without sign or leading zeroes, as every C2SP format writes its numbers.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let padded = text.len() > 1 && text.starts_with('0');
    if plain && !padded { text.parse().ok() } else { None }
}

/// Standard base64 with padding (RFC 4648, section 4).
pub(crate) fn base64_encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The only bytes that [`base64_encode`] writes as this text, if there are such bytes.
pub(crate) fn base64_decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Bytes as lower-case hexadecimal.
pub(crate) fn hex_encode(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether a text holds a control character that a signed note may not hold (newline included).
pub(crate) fn has_control(text: &str) -> bool {
    text.bytes().any(|byte| byte < 0x20)
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn only_plain_decimals_are_read() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal("18446744073709551615"), Some(u64::MAX));
        for refused in ["", "+1", "-1", "01", "00", " 1", "1 ", "1e2", "18446744073709551616"] {
            assert_eq!(decimal(refused), None, "{refused:?}");
        }
    }
}
