//! The way to a field, as people write it: `spec.template.spec.containers[name=api].image`.

use std::fmt;

use ecow::EcoString;

/// The way from an object to a field of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Vec<Segment>);

/// One step of the way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Segment {
    /// Into a field of a map.
    Field(EcoString),
    /// To the element of a list that has these values at its keys.
    Element(Vec<(EcoString, EcoString)>),
    /// To an element of a set, by its value.
    Member(EcoString),
    /// To the element of a list at a position, from 0.
    Index(usize),
    /// Into the document that a text holds.
    Inside,
}

impl Path {
    /// Returns the way along these fields.
    pub fn of(fields: &[&str]) -> Self {
        let fields = fields.iter().map(|field| Segment::Field((*field).into()));
        Path(fields.collect())
    }

    /// Returns the steps.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// Returns whether it leads nowhere but to the object itself.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Goes one step on.
    pub fn push(&mut self, segment: Segment) {
        self.0.push(segment);
    }

    /// Goes one step back.
    pub fn pop(&mut self) {
        self.0.pop();
    }

    /// Returns whether it begins with these fields.
    pub fn is_below(&self, fields: &[&str]) -> bool {
        fields.len() <= self.0.len()
            && fields
                .iter()
                .zip(&self.0)
                .all(|(field, segment)| matches!(segment, Segment::Field(name) if name == field))
    }

    /// Returns whether it begins as another way, or is that way.
    pub fn is_within(&self, other: &Path) -> bool {
        self.0.starts_with(&other.0)
    }

    /// Returns the field it ends with, if it ends with one.
    pub fn last_field(&self) -> Option<&str> {
        match self.0.last()? {
            Segment::Field(name) => Some(name),
            _ => None,
        }
    }

    /// Returns the names of the fields on the way, without the elements of lists.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|segment| match segment {
            Segment::Field(name) => Some(name.as_str()),
            _ => None,
        })
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Field(name) if is_plain(name) => {
                    let first = at == 0 || self.0.get(at - 1) == Some(&Segment::Inside);
                    write!(f, "{}{name}", if first { "" } else { "." })?;
                }
                Segment::Field(name) => write!(f, "[{name:?}]")?,
                Segment::Element(keys) => {
                    let keys: Vec<String> = keys
                        .iter()
                        .map(|(key, value)| format!("{key}={value}"))
                        .collect();
                    write!(f, "[{}]", keys.join(","))?;
                }
                Segment::Member(value) => write!(f, "[{value:?}]")?,
                Segment::Index(at) => write!(f, "[{at}]")?,
                Segment::Inside => f.write_str(" › ")?,
            }
        }
        Ok(())
    }
}

/// Returns whether a name can stand between dots without a doubt.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'$'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_reads_as_people_write_it() {
        let mut path = Path::of(&["spec", "containers"]);
        path.push(Segment::Element(vec![("name".into(), "api".into())]));
        path.push(Segment::Field("args".into()));
        path.push(Segment::Index(0));
        assert_eq!(path.to_string(), "spec.containers[name=api].args[0]");
        let mut path = Path::of(&["data", "app.yaml"]);
        path.push(Segment::Inside);
        path.push(Segment::Field("server".into()));
        path.push(Segment::Field("port".into()));
        assert_eq!(path.to_string(), "data[\"app.yaml\"] › server.port");
    }
}
