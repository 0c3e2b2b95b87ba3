//! Floats as text: the shortest digits that read back as the same float, laid out as Erlang and Elixir do.

/// Room for any float.
pub type Buffer = [u8; 32];

/// Integers below this are exact as floats, and above it Erlang prints the exponent always.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// As `to_string/1` prints it: `1.5`, `1.0e5`, `1.0e-4`.
pub fn write(f: f64, buffer: &mut Buffer) -> &str {
    if let Some(text) = hundredths(f, buffer) {
        return finish(buffer, text);
    }
    let (digits, exponent) = Digits::of(f);
    let len = layout(f, &digits, exponent, buffer);
    finish(buffer, len)
}

/// As `inspect/1` prints it: integers below 1.0e16 in full.
pub fn write_inspected(f: f64, buffer: &mut Buffer) -> &str {
    let magnitude = f.abs();
    if (1.0..1.0e16).contains(&magnitude) && f.trunc() == f {
        let mut out = Out { buffer, len: 0 };
        let mut digits = itoa::Buffer::new();
        out.push(digits.format(f as i64).as_bytes());
        out.push(b".0");
        let len = out.len;
        return finish(buffer, len);
    }
    write(f, buffer)
}

fn finish(buffer: &Buffer, len: usize) -> &str {
    std::str::from_utf8(buffer.get(..len).unwrap_or_default()).unwrap_or_default()
}

/// Money and the like: a float that is the nearest one to some hundredths has at most 15 digits here, and no two decimals
/// of 15 digits are the same float, so these digits are the shortest. (Printing floats was a fifth of a transform.)
#[inline]
fn hundredths(f: f64, buffer: &mut Buffer) -> Option<usize> {
    let magnitude = f.abs();
    if !(0.01..1.0e9).contains(&magnitude) {
        return None;
    }
    let scaled = (magnitude * 100.0).round();
    if scaled / 100.0 != magnitude {
        return None;
    }
    let scaled = scaled as u64;
    let (whole, cents) = (scaled / 100, scaled % 100);
    // Round numbers may take an exponent.
    if cents == 0 && whole % 100 == 0 && whole >= 1000 {
        return None;
    }
    let mut out = Out { buffer, len: 0 };
    if f < 0.0 {
        out.push(b"-");
    }
    out.push(itoa::Buffer::new().format(whole).as_bytes());
    let tens = b'0' + (cents / 10) as u8;
    match cents % 10 {
        0 => out.push(&[b'.', tens]),
        units => out.push(&[b'.', tens, b'0' + units as u8]),
    }
    Some(out.len)
}

struct Out<'b> {
    buffer: &'b mut Buffer,
    len: usize,
}

impl Out<'_> {
    /// No float needs more than the buffer holds.
    fn push(&mut self, bytes: &[u8]) {
        if let Some(room) = self.buffer.get_mut(self.len..self.len + bytes.len()) {
            room.copy_from_slice(bytes);
            self.len += bytes.len();
        }
    }

    fn zeros(&mut self, n: usize) {
        for _ in 0..n {
            self.push(b"0");
        }
    }
}

/// Significant digits, without zeros at either end; one zero for zero.
struct Digits {
    bytes: [u8; 17],
    len: usize,
}

impl Digits {
    /// The shortest digits of |f| as an integer, and the power of ten to multiply it with.
    fn of(f: f64) -> (Digits, i32) {
        let mut buffer = ryu::Buffer::new();
        let text = buffer.format_finite(f.abs());
        let (mantissa, exponent) = match text.split_once('e') {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().unwrap_or(0)),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let mut exponent = exponent - fraction.len() as i32;
        let mut digits = Digits { bytes: [0; 17], len: 0 };
        let all = whole.bytes().chain(fraction.bytes()).skip_while(|digit| *digit == b'0');
        let mut zeros = 0;
        for digit in all {
            if digit == b'0' {
                zeros += 1;
                continue;
            }
            for _ in 0..zeros {
                digits.push(b'0');
            }
            zeros = 0;
            digits.push(digit);
        }
        exponent += zeros;
        if digits.len == 0 {
            digits.push(b'0');
            exponent = 0;
        }
        (digits, exponent)
    }

    fn push(&mut self, digit: u8) {
        if let Some(slot) = self.bytes.get_mut(self.len) {
            *slot = digit;
            self.len += 1;
        }
    }

    fn as_slice(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

/// Whether digits × 10^exponent, written in full, take no more characters than with an exponent.
fn is_fixed_shorter(count: i32, exponent: i32) -> bool {
    // Where the point stands, counted from the first digit.
    let point = count + exponent;
    let power = point - 1;
    let power_len = i32::from(power < 0) + if power.abs() < 10 { 1 } else { 2 + i32::from(power.abs() > 99) };
    let cost = power_len + if count == 1 { 3 } else { 2 };
    if point < 0 {
        2 - point <= cost
    } else if point >= count {
        exponent + 2 <= cost
    } else {
        true
    }
}

/// Writes digits × 10^exponent, with or without an exponent as Erlang decides it.
fn layout(f: f64, digits: &Digits, exponent: i32, buffer: &mut Buffer) -> usize {
    let digits = digits.as_slice();
    let count = digits.len() as i32;
    let fixed = f == 0.0 || (f.abs() < EXACT && is_fixed_shorter(count, exponent));
    let mut out = Out { buffer, len: 0 };
    if f.is_sign_negative() {
        out.push(b"-");
    }
    if !fixed {
        let (first, rest) = digits.split_at(1);
        out.push(first);
        out.push(b".");
        out.push(if rest.is_empty() { b"0" } else { rest });
        out.push(b"e");
        out.push(itoa::Buffer::new().format(exponent + count - 1).as_bytes());
    } else if exponent >= 0 {
        out.push(digits);
        out.zeros(exponent as usize);
        out.push(b".0");
    } else if exponent + count > 0 {
        let (whole, fraction) = digits.split_at((exponent + count) as usize);
        out.push(whole);
        out.push(b".");
        out.push(fraction);
    } else {
        out.push(b"0.");
        out.zeros((-(exponent + count)) as usize);
        out.push(digits);
    }
    out.len
}

#[cfg(test)]
mod tests {
    #[test]
    fn as_erlang() {
        let texts = "0.0 -0.0 1.0 100.0 120.0 1.0e3 1.5e3 -1.5e3 1.2e3 1.0e4 1.5e5 1.99e5 123456.0 12345678.0 1.0e15 \
                     1.5e16 0.01 0.05 0.012 0.0012 1.2e-4 0.0001 1.0e-5 1.8e-4 199.99 0.1 1.0e22 1.0e100 1.5e-100 \
                     9007199254740991.0 9.007199254740992e15 5.0e-324 1.7976931348623157e308";
        for text in texts.split(' ') {
            let f: f64 = text.parse().unwrap();
            assert_eq!(super::write(f, &mut [0; 32]), text);
        }
    }
}
