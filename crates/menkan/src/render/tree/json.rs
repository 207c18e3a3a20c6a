//! Pictures as JSON: nodes by number, edges with the cells that they stand for.

use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{Bound, Cells, Edge, Node, Picture, Tree};
use crate::diagnostic::Text;

impl Tree {
    /// The pictures as one line of JSON, without a line end.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Nothing here can fail to serialise: no map has a key that is no string.
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("policy", &self.policy)?;
        map.serialize_entry("digest", &self.digest)?;
        let (from, to) = self.period.ends();
        map.serialize_entry("from", &from)?;
        map.serialize_entry("to", &to)?;
        map.serialize_entry("nodes", &self.nodes)?;
        map.serialize_entry("decisions", &self.pictures)?;
        map.end()
    }
}

impl Serialize for Picture {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("decision", &self.name)?;
        map.serialize_entry("label", &self.label)?;
        let count = self.nodes.len();
        map.serialize_entry("count", &count)?;
        let roots: Vec<Root<'_>> = self
            .roots
            .iter()
            .map(|entry| Root {
                element: entry.element.as_ref().map(|(key, _)| key.as_str()),
                label: entry.element.as_ref().map(|(_, label)| label),
                node: entry.node,
            })
            .collect();
        map.serialize_entry("roots", &roots)?;
        map.serialize_entry("nodes", &self.nodes)?;
        map.end()
    }
}

#[derive(serde::Serialize)]
struct Root<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    element: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    label: Option<&'a Text>,
    node: usize,
}

impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match self {
            Self::Test { name, label, edges } => {
                if let Some(name) = name {
                    map.serialize_entry("test", name)?;
                }
                map.serialize_entry("label", label)?;
                map.serialize_entry("edges", edges)?;
            }
            Self::End(end) => {
                map.serialize_entry("label", &end.label)?;
                if let Some(value) = &end.value {
                    map.serialize_entry("value", value)?;
                }
            }
        }
        map.end()
    }
}

impl Serialize for Edge {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        match &self.cells {
            Cells::Truth(value) => map.serialize_entry("is", value)?,
            Cells::Values(values) => map.serialize_entry("in", values)?,
            Cells::Between(low, high) => {
                if let Some(Bound { at, included }) = low {
                    map.serialize_entry(if *included { "at_least" } else { "more_than" }, at)?;
                }
                if let Some(Bound { at, included }) = high {
                    map.serialize_entry(if *included { "at_most" } else { "less_than" }, at)?;
                }
            }
        }
        map.serialize_entry("label", &self.label)?;
        map.serialize_entry("to", &self.to)?;
        map.end()
    }
}
