//! XML as a small tree, with limits.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::Invalid;

/// Twilio takes no larger document.
const MAX_BYTES: usize = 64 * 1024;
const MAX_DEPTH: usize = 8;

#[derive(Debug, Clone, Default)]
pub(super) struct Element {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Child>,
}

#[derive(Debug, Clone)]
pub(super) enum Child {
    Element(Element),
    Text(String),
}

impl Element {
    /// The elements inside; text between them is an error.
    pub(super) fn elements(&self) -> Result<impl Iterator<Item = &Self>, Invalid> {
        let stray = self.children.iter().find_map(|child| match child {
            Child::Text(text) if !text.trim().is_empty() => Some(text.trim()),
            _ => None,
        });
        if let Some(text) = stray {
            return Err(Invalid::markup(format!("text cannot stand in <{}>: {text}", self.name)));
        }
        Ok(self.children.iter().filter_map(|child| match child {
            Child::Element(element) => Some(element),
            Child::Text(_) => None,
        }))
    }

    /// The text inside; an element there is an error.
    pub(super) fn text(&self) -> Result<String, Invalid> {
        let mut text = String::new();
        for child in &self.children {
            match child {
                Child::Text(part) => text.push_str(part),
                Child::Element(inner) => {
                    return Err(Invalid::markup(format!("<{}> cannot stand in <{}>", inner.name, self.name)));
                }
            }
        }
        Ok(text)
    }

    pub(super) fn must_be_empty(&self) -> Result<(), Invalid> {
        match self.elements()?.next() {
            None => Ok(()),
            Some(inner) => Err(Invalid::markup(format!("<{}> cannot stand in <{}>", inner.name, self.name))),
        }
    }
}

/// The document's root element, or what is wrong with the XML.
pub(super) fn parse(document: &str) -> Result<Element, String> {
    if document.len() > MAX_BYTES {
        return Err(format!("the document is larger than {MAX_BYTES} bytes"));
    }
    let mut reader = Reader::from_str(document);
    // The lowest element only collects the root.
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                if open.len() > MAX_DEPTH {
                    return Err("elements are nested too deeply".to_owned());
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => close(&mut open, element(&start)?)?,
            Event::End(_) => {
                let done = open.pop().ok_or("an element is closed that was never opened")?;
                close(&mut open, done)?;
            }
            Event::Text(text) => add_text(&mut open, &text.xml10_content())?,
            Event::CData(text) => add_text(&mut open, &text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref().map_err(|error| error.to_string())? {
                    Some(character) => character.to_string(),
                    None => entity(&reference.xml10_content())?.to_owned(),
                };
                add_text(&mut open, &character)?;
            }
            Event::DocType(_) => return Err("a document type is not allowed".to_owned()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => break,
        }
    }
    root(open)
}

fn element(start: &BytesStart<'_>) -> Result<Element, String> {
    let name = start.name().as_ref().to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
        attributes.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    Ok(Element { name, attributes, children: Vec::new() })
}

fn close(open: &mut [Element], done: Element) -> Result<(), String> {
    let parent = open.last_mut().ok_or("an element is closed that was never opened")?;
    parent.children.push(Child::Element(done));
    Ok(())
}

fn add_text(open: &mut [Element], text: &str) -> Result<(), String> {
    let outside = open.len() == 1;
    let parent = open.last_mut().ok_or("text stands outside the document")?;
    if outside && !text.trim().is_empty() {
        return Err("text stands outside the document".to_owned());
    }
    parent.children.push(Child::Text(text.to_owned()));
    Ok(())
}

fn entity(name: &str) -> Result<&'static str, String> {
    match name {
        "amp" => Ok("&"),
        "lt" => Ok("<"),
        "gt" => Ok(">"),
        "quot" => Ok("\""),
        "apos" => Ok("'"),
        _ => Err(format!("unknown entity &{name};")),
    }
}

fn root(mut open: Vec<Element>) -> Result<Element, String> {
    let outer = open.pop().filter(|_| open.is_empty()).ok_or("an element is never closed")?;
    let mut roots = outer.children.into_iter().filter_map(|child| match child {
        Child::Element(element) => Some(element),
        Child::Text(_) => None,
    });
    match (roots.next(), roots.next()) {
        (Some(root), None) => Ok(root),
        (None, _) => Err("the document is empty".to_owned()),
        (Some(_), Some(_)) => Err("the document has more than one root element".to_owned()),
    }
}
