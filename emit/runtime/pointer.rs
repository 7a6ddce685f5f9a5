/// The JSON pointer (RFC 6901) of the value that a JSON text was read up to; the line, from 1, and the bytes of it that
/// were read are those of serde_json's errors.
pub fn at(text: &[u8], line: usize, column: usize) -> String {
    let before = text
        .split(|byte| *byte == b'\n')
        .take(line.saturating_sub(1))
        .map(|line| line.len() + 1)
        .sum::<usize>();
    let end = text.len().min(before + column);
    let mut open: Vec<Step> = Vec::new();
    let mut at = 0;
    while at < end {
        match text[at] {
            b'{' => open.push(Step::Member(String::new())),
            b'[' => open.push(Step::Item(0)),
            b'}' | b']' => {
                open.pop();
            }
            b',' => match open.last_mut() {
                Some(Step::Item(index)) => *index += 1,
                Some(Step::Member(name)) => name.clear(),
                None => {}
            },
            b'"' => {
                let start = at;
                at = string_end(text, at);
                let is_name = text[at.min(text.len())..]
                    .iter()
                    .find(|byte| !byte.is_ascii_whitespace())
                    == Some(&b':');
                if is_name && let Some(Step::Member(name)) = open.last_mut() {
                    *name = ::serde_json::from_slice(&text[start..at]).unwrap_or_default();
                }
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    open.iter()
        .map(|step| match step {
            Step::Item(index) => format!("/{index}"),
            Step::Member(name) => format!("/{}", name.replace('~', "~0").replace('/', "~1")),
        })
        .collect()
}

enum Step {
    Item(usize),
    Member(String),
}

/// The end of the string that begins at `at`.
fn string_end(text: &[u8], mut at: usize) -> usize {
    at += 1;
    while at < text.len() && text[at] != b'"' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    text.len().min(at + 1)
}
