//! As much of JSON as a header of safetensors has. A reader of our own: a crate for it would be built with every user's program.

/// A value.
#[derive(Debug, PartialEq)]
pub enum Json {
    /// Text.
    Text(String),
    /// A number without sign, point or exponent.
    Number(u64),
    /// `[…]`
    List(Vec<Json>),
    /// `{…}`, in the order of the file.
    Object(Vec<(String, Json)>),
    /// Something that no header needs: another number, a truth value, `null`.
    Other,
}

/// How deep values may nest; a header's nest three deep.
const DEEPEST: usize = 16;

/// Reads one value with nothing but white space around it.
pub fn read(text: &str) -> Option<Json> {
    let mut reader = Reader { rest: text };
    let value = reader.value(DEEPEST)?;
    reader.space();
    reader.rest.is_empty().then_some(value)
}

impl Json {
    /// What an object has under that name.
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A list of sizes.
    pub fn sizes(&self) -> Option<Vec<usize>> {
        let Json::List(items) = self else { return None };
        items.iter().map(|item| if let Json::Number(n) = item { usize::try_from(*n).ok() } else { None }).collect()
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    /// Steps over `symbol`, if it comes next.
    fn take(&mut self, symbol: char) -> bool {
        self.space();
        let rest = self.rest.strip_prefix(symbol);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn value(&mut self, depth: usize) -> Option<Json> {
        let depth = depth.checked_sub(1)?;
        if self.take('{') {
            return self
                .items('}', |reader| {
                    let name = reader.take('"').then(|| reader.text())??;
                    reader.take(':').then(|| Some((name, reader.value(depth)?)))?
                })
                .map(Json::Object);
        }
        if self.take('[') {
            return self.items(']', |reader| reader.value(depth)).map(Json::List);
        }
        if self.take('"') {
            return self.text().map(Json::Text);
        }
        let end = self.rest.find([',', ']', '}', ' ', '\t', '\n', '\r']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit()) {
            return word.parse().ok().map(Json::Number);
        }
        let known = matches!(word, "true" | "false" | "null") || word.parse::<f64>().is_ok();
        known.then_some(Json::Other)
    }

    /// What stands between commas, up to `end`.
    fn items<T>(&mut self, end: char, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = Vec::new();
        if self.take(end) {
            return Some(items);
        }
        loop {
            items.push(item(self)?);
            if self.take(end) {
                return Some(items);
            }
            if !self.take(',') {
                return None;
            }
        }
    }

    /// A text whose opening quote was taken.
    fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut chars = self.rest.chars();
        loop {
            match chars.next()? {
                '"' => break,
                '\\' => text.push(match chars.next()? {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'u' => {
                        let digits: String = chars.by_ref().take(4).collect();
                        // Half a surrogate pair is no character; no name of ours has one.
                        char::from_u32(u32::from_str_radix(&digits, 16).ok()?).unwrap_or('\u{fffd}')
                    }
                    plain @ ('"' | '\\' | '/') => plain,
                    _ => return None,
                }),
                plain => text.push(plain),
            }
        }
        self.rest = chars.as_str();
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read() {
        let header = r#" {"__metadata__":{"k":"a\"\u0041\n"},"x":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}, "n": [] } "#;
        let header = read(header).expect("valid JSON");
        assert_eq!(header.get("__metadata__").and_then(|m| m.get("k")).and_then(Json::text), Some("a\"A\n"));
        let x = header.get("x").expect("an entry");
        assert_eq!(x.get("dtype").and_then(Json::text), Some("F32"));
        assert_eq!(x.get("shape").and_then(Json::sizes), Some(vec![2, 3]));
        assert_eq!(header.get("n").and_then(Json::sizes), Some(vec![]));
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in ["", "{", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "\"a", "nul", "[1] 2", "\"\\x\"", "{a:1}"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None);
        assert_eq!(read("-1.5e3"), Some(Json::Other));
        assert_eq!(read("[-1]").and_then(|list| list.sizes()), None);
    }
}
