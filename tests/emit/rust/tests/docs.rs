//! What rustdoc's Markdown makes of the doc comments in the files that OAPI_DOCS names.
use pulldown_cmark::{BrokenLink, CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// What a doc must not have.
fn faults(doc: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    let mut broken = |link: BrokenLink| Some((link.reference.into_string().into(), "".into()));
    let mut faults = Vec::new();
    let mut shown_as_it_is = 0;
    for event in Parser::new_with_broken_link_callback(doc, options, Some(&mut broken)) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                shown_as_it_is += 1;
                if !matches!(&kind, CodeBlockKind::Fenced(language) if &**language == "text") {
                    faults.push(format!("code that would run: {kind:?}"));
                }
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                shown_as_it_is += 1;
                if !dest_url.starts_with("http") && !dest_url.starts_with("mailto:") {
                    faults.push(format!("a link to {dest_url:?}"));
                }
            }
            Event::End(TagEnd::CodeBlock | TagEnd::Link | TagEnd::Image) => shown_as_it_is -= 1,
            Event::Html(text) | Event::InlineHtml(text) => faults.push(format!("HTML: {text}")),
            Event::FootnoteReference(name) => faults.push(format!("a footnote {name}")),
            Event::Text(text) if shown_as_it_is == 0 && text.contains("://a.example") => {
                faults.push(format!("a bare URL: {text}"));
            }
            _ => {}
        }
    }
    faults
}

#[test]
fn docs_are_harmless() {
    let mut docs = 0;
    for file in std::env::var("OAPI_DOCS")
        .unwrap_or_default()
        .split_whitespace()
    {
        let text = std::fs::read_to_string(std::path::Path::new("..").join(file)).unwrap();
        let mut doc = String::new();
        for line in text.lines() {
            if let Some(comment) = line.trim_start().strip_prefix("///") {
                doc.push_str(comment.strip_prefix(' ').unwrap_or(comment));
                doc.push('\n');
            } else if !doc.is_empty() {
                let faults = faults(&doc);
                assert!(faults.is_empty(), "{file}: {faults:?}\n{doc}");
                doc.clear();
                docs += 1;
            }
        }
    }
    println!("{docs} docs");
}
