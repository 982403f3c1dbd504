//! Text that can be put together in `const` code: error messages with the numbers in them.

use crate::Shape;
use core::fmt;

/// What to tell the user.
pub type Message = Text<600>;

/// A text in a fixed buffer, built up by `const` methods; what does not fit is cut.
#[derive(Clone, Copy)]
pub struct Text<const CAPACITY: usize> {
    bytes: [u8; CAPACITY],
    len: usize,
}

impl<const CAPACITY: usize> Text<CAPACITY> {
    /// The empty text.
    pub const fn new() -> Self {
        Text { bytes: [0; CAPACITY], len: 0 }
    }

    /// A text that starts with `text`.
    pub const fn of(text: &str) -> Self {
        Text::new().text(text)
    }

    /// Appends a text. One that does not fit whole is left out whole, so that the result stays UTF-8.
    pub const fn text(mut self, text: &str) -> Self {
        let bytes = text.as_bytes();
        if self.len + bytes.len() > CAPACITY {
            return self;
        }
        let mut i = 0;
        while i < bytes.len() {
            self.bytes[self.len] = bytes[i];
            self.len += 1;
            i += 1;
        }
        self
    }

    /// Appends a number in decimal.
    pub const fn number(self, number: usize) -> Self {
        let mut digits = [0u8; 20];
        let (mut at, mut rest) = (digits.len(), number as u64);
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        match core::str::from_utf8(digits.split_at(at).1) {
            Ok(text) => self.text(text),
            Err(_) => self,
        }
    }

    /// Appends a number in decimal, its thousands set apart by commas.
    pub const fn grouped(self, number: usize) -> Self {
        if number < 1000 {
            return self.number(number);
        }
        let text = self.grouped(number / 1000).text(",");
        let rest = number % 1000;
        let text = if rest < 100 { text.text("0") } else { text };
        let text = if rest < 10 { text.text("0") } else { text };
        text.number(rest)
    }

    /// Appends a signed number in decimal.
    pub const fn integer(self, number: i64) -> Self {
        let text = if number < 0 { self.text("-") } else { self };
        text.number(number.unsigned_abs() as usize)
    }

    /// Appends a real number with up to six decimals; in powers of ten where those would not show it.
    pub const fn real(self, number: f64) -> Self {
        if number.is_nan() {
            return self.text("NaN");
        }
        let text = if number < 0.0 { self.text("-") } else { self };
        let size = number.abs();
        if size == f64::INFINITY {
            return text.text("infinity");
        }
        let (mut digits, mut exponent) = (size, 0i64);
        if size > 0.0 && (size < 1e-3 || size >= 1e9) {
            while digits >= 10.0 {
                digits /= 10.0;
                exponent += 1;
            }
            while digits < 1.0 {
                digits *= 10.0;
                exponent -= 1;
            }
        }
        let millionths = (digits * 1e6 + 0.5) as u64;
        let mut text = text.number((millionths / 1_000_000) as usize);
        let mut rest = millionths % 1_000_000;
        if rest > 0 {
            text = text.text(".");
            let mut place = 100_000;
            while rest > 0 {
                text = text.number((rest / place) as usize);
                rest %= place;
                place /= 10;
            }
        }
        if exponent == 0 { text } else { text.text("e").integer(exponent) }
    }

    /// Appends a shape: `[28, 28, 1]`.
    pub const fn shape(self, shape: &Shape) -> Self {
        self.text("[").list(shape).text("]")
    }

    /// Appends a shape's dimensions: `28, 28, 1`.
    pub const fn list(self, shape: &Shape) -> Self {
        let (mut text, mut i) = (self, 0);
        while i < shape.rank() {
            if i > 0 {
                text = text.text(", ");
            }
            text = text.number(shape.dim(i));
            i += 1;
        }
        text
    }

    /// Appends spaces until the line, of which `from` is the first byte, is `width` long; one at least.
    pub const fn pad(mut self, from: usize, width: usize) -> Self {
        self = self.text(" ");
        // Continuation bytes take no room on the screen.
        let (mut i, mut seen) = (from, 0);
        while i < self.len {
            seen += (self.bytes[i] & 0xC0 != 0x80) as usize;
            i += 1;
        }
        while seen < width && self.len < CAPACITY {
            self = self.text(" ");
            seen += 1;
        }
        self
    }

    /// Its length in bytes.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// True when nothing was appended.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

impl<const CAPACITY: usize> Default for Text<CAPACITY> {
    fn default() -> Self {
        Text::new()
    }
}

impl<const CAPACITY: usize> fmt::Display for Text<CAPACITY> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl<const CAPACITY: usize> fmt::Debug for Text<CAPACITY> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_numbers_read_as_people_write_them() {
        for (number, text) in [
            (0.0, "0"),
            (1.5, "1.5"),
            (-0.25, "-0.25"),
            (0.05, "0.05"),
            (100.0, "100"),
            (2e-7, "2e-7"),
            (-3.5e12, "-3.5e12"),
            (f64::INFINITY, "infinity"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(Message::new().real(number).as_str(), text);
        }
    }

    #[test]
    fn what_does_not_fit_is_left_out_whole() {
        let text = Text::<20>::of("äöü ").text("äöü ").text("äöü ");
        assert_eq!(text.as_str(), "äöü äöü ");
        assert_eq!(text.text("end").as_str(), "äöü äöü end");
    }
}
