//! What the pages offer to send: forms, and names behind `?`.

use std::collections::BTreeMap;

use crate::form::Form;

/// Fields of forms, and names behind `?`, by the address that they go to.
#[derive(Default)]
pub struct Forms {
    posts: BTreeMap<String, Vec<(String, String)>>,
    queries: BTreeMap<String, Vec<String>>,
}

/// The value of an attribute.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}

impl Forms {
    pub fn count(&self) -> usize {
        self.posts.len()
    }

    /// Takes what a page offers.
    pub fn read(&mut self, page: &str) {
        let mut action: Option<(String, bool)> = None;
        let mut name = String::new();
        for tag in page
            .split('<')
            .skip(1)
            .map(|tag| tag.split('>').next().unwrap_or_default())
        {
            let value = attribute(tag, "value").unwrap_or_default();
            match tag.split_whitespace().next().unwrap_or_default() {
                "form" => {
                    let to = attribute(tag, "action")
                        .unwrap_or_default()
                        .split('?')
                        .next()
                        .unwrap_or_default();
                    action = Some((to.to_owned(), attribute(tag, "method") == Some("post")));
                }
                "/form" => action = None,
                "a" => self.link(attribute(tag, "href").unwrap_or_default()),
                "input" | "textarea" | "select" | "button" => {
                    attribute(tag, "name").unwrap_or_default().clone_into(&mut name);
                    self.field(action.as_ref(), &name, value);
                }
                // The last choice of a list stands for it.
                "option" => self.field(action.as_ref(), &name, value),
                _ => {}
            }
        }
    }

    fn field(&mut self, action: Option<&(String, bool)>, name: &str, value: &str) {
        let Some((to, is_post)) = action.filter(|_| !name.is_empty()) else {
            return;
        };
        if !is_post {
            return self.link(&format!("{to}?{name}="));
        }
        let fields = self.posts.entry(to.clone()).or_default();
        fields.retain(|(known, _)| known != name);
        fields.push((name.to_owned(), value.to_owned()));
    }

    fn link(&mut self, href: &str) {
        let Some((path, query)) = href.split_once('?') else {
            return;
        };
        let names = self.queries.entry(path.to_owned()).or_default();
        for (name, _) in Form::parse(&query.replace("&amp;", "&")).fields() {
            if !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }

    /// Fields of the form that is sent to this address, or to another thing of the same kind; where no page has one,
    /// what scripts send.
    pub fn fields_of(&self, path: &str) -> Vec<(String, String)> {
        let found = self.posts.iter().find(|(known, _)| alike(known, path));
        let scripted = [
            "khoa", "tiep", "ten-khoa", "mat-khau", "ten", "ma", "cum", "don-vi",
        ];
        found.map_or_else(
            || {
                scripted
                    .iter()
                    .map(|name| ((*name).to_owned(), String::new()))
                    .collect()
            },
            |(_, fields)| fields.clone(),
        )
    }

    pub fn names_of(&self, path: &str) -> Vec<String> {
        let usual = [
            "tiep", "viec", "cum", "trang", "don-vi", "nam", "thang", "state", "code", "tu", "den",
        ];
        let mut names: Vec<String> = usual.iter().map(|name| (*name).to_owned()).collect();
        let found = self.queries.iter().filter(|(known, _)| alike(known, path));
        names.extend(found.flat_map(|(_, names)| names.iter().cloned()));
        names.sort();
        names.dedup();
        names
    }
}

/// The same address but for identities in it.
fn alike(one: &str, other: &str) -> bool {
    let parts = |path: &str| path.split('/').map(str::to_owned).collect::<Vec<_>>();
    let (one, other) = (parts(one), parts(other));
    let same = |(one, other): (&String, &String)| one == other || is_id(one) && is_id(other);
    one.len() == other.len() && one.iter().zip(&other).all(same)
}

/// Does a part of an address look like an identity?
pub fn is_id(part: &str) -> bool {
    part.len() >= 12 && part.bytes().any(|byte| byte.is_ascii_digit())
}
