//! [`atoi`]: numbers as C reads them, and httpd with it.

/// Returns the number that `atoi` reads, and whether there is text behind it.
pub fn atoi(value: &[u8]) -> (i64, bool) {
    let start = value.trim_ascii_start();
    let negative = start.starts_with(b"-");
    let unsigned = start.strip_prefix(b"-").or(start.strip_prefix(b"+"));
    let digits = unsigned.unwrap_or(start);
    let length = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    let mut number: i64 = 0;
    for byte in digits.iter().take(length) {
        number = number
            .saturating_mul(10)
            .saturating_add(i64::from(byte - b'0'));
    }
    let is_followed = length < digits.len() || length == 0;
    (if negative { -number } else { number }, is_followed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_c_does() {
        assert_eq!(atoi(b"5"), (5, false));
        assert_eq!(atoi(b" -5"), (-5, false));
        assert_eq!(atoi(b"512M"), (512, true));
        assert_eq!(atoi(b"abc"), (0, true));
        assert_eq!(atoi(b""), (0, true));
        assert_eq!(atoi(b"99999999999999999999"), (i64::MAX, false));
    }
}
