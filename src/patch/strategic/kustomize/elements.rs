//! A list as kustomize sets and removes elements of it, with an index by merge keys.
//!
//! A list holds the numbers of its elements: what stands in two lists is one element. What is known of an element is
//! beside the lists, by its number.

use ecow::EcoString;
use rustc_hash::FxHashMap;

use super::tuples::Tuple;
use crate::yaml::{Node, Style, Value};

/// What an element is to a merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A map with something in it, or, in a list of scalars, a scalar.
    Fit,
    /// Null or a map without entries: whatever is done to a list takes them out.
    Hollow,
    /// Something that cannot be matched by keys, or in a list of scalars no scalar.
    Unfit,
}

/// What is known of an element.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) form: Form,
    is_null: bool,
    /// The value of each key; nothing for one that it does not have.
    pub(super) texts: Vec<Option<EcoString>>,
}

/// By what elements are matched.
#[derive(Clone, Debug)]
pub(super) enum Keys<'k> {
    /// By their own text.
    Scalars,
    /// By the values of these fields.
    Fields(Vec<&'k str>),
}

impl Keys<'_> {
    pub(super) fn len(&self) -> usize {
        match self {
            Keys::Scalars => 1,
            Keys::Fields(names) => names.len(),
        }
    }

    /// Returns what identifies an element: its values, where null is none.
    pub(super) fn tuple(&self, node: &Node) -> Tuple {
        match self {
            Keys::Scalars => vec![text(node)],
            Keys::Fields(names) => names
                .iter()
                .map(|name| node.value_of(name).map(text).unwrap_or_default())
                .collect(),
        }
    }

    fn form(&self, node: &Node) -> Form {
        match (&node.value, self) {
            (Value::Null, _) => Form::Hollow,
            (Value::Mapping(map), _) if map.is_empty() => Form::Hollow,
            (Value::Mapping(_), Keys::Fields(_)) => Form::Fit,
            (Value::Mapping(_) | Value::Sequence(_), _) | (_, Keys::Fields(_)) => Form::Unfit,
            (_, Keys::Scalars) => Form::Fit,
        }
    }

    pub(super) fn element(&self, node: &Node) -> Element {
        let texts = match self {
            Keys::Scalars => vec![Some(text(node))],
            Keys::Fields(names) => names.iter().map(|name| node.get(name).map(text)).collect(),
        };
        Element {
            form: self.form(node),
            is_null: node.is_null(),
            texts,
        }
    }
}

/// Returns the text by which a value is compared: that of a scalar, nothing of a list or a map.
pub(super) fn text(node: &Node) -> EcoString {
    match node.value {
        Value::Null if node.style == Style::Absent => EcoString::new(),
        Value::Null => "null".into(),
        _ => node.to_text().unwrap_or_default(),
    }
}

/// An element that stands where none of its sort can be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Misfit(pub(super) usize);

/// A list of elements by their numbers.
#[derive(Debug)]
pub(super) struct List {
    /// The positions of the keys that count.
    keys: Vec<usize>,
    scalars: bool,
    slots: Vec<Option<usize>>,
    by_value: FxHashMap<(usize, EcoString), Vec<usize>>,
    by_all: FxHashMap<Tuple, Vec<usize>>,
    hollow: Vec<usize>,
    unfit: Vec<usize>,
}

impl List {
    pub(super) fn new(keys: &[usize], scalars: bool) -> Self {
        List {
            keys: keys.to_vec(),
            scalars,
            slots: Vec::new(),
            by_value: FxHashMap::default(),
            by_all: FxHashMap::default(),
            hollow: Vec::new(),
            unfit: Vec::new(),
        }
    }

    /// Returns the list of all these elements.
    pub(super) fn of(elements: &[Element], keys: &[usize], scalars: bool) -> Self {
        let mut list = List::new(keys, scalars);
        for number in 0..elements.len() {
            list.push(number, elements);
        }
        list
    }

    /// Returns the numbers of its elements, in order.
    pub(super) fn numbers(&self) -> impl Iterator<Item = usize> {
        self.slots.iter().copied().flatten()
    }

    /// Adds an element at the end.
    pub(super) fn push(&mut self, number: usize, elements: &[Element]) {
        self.slots.push(Some(number));
        self.note(self.slots.len() - 1, number, elements);
    }

    /// Takes note of a change of an element of a list that nothing was added to.
    pub(super) fn changed(&mut self, number: usize, elements: &[Element]) {
        if self.slots.get(number).copied().flatten() == Some(number)
            && elements[number].form == Form::Hollow
        {
            self.hollow.push(number);
        }
    }

    fn note(&mut self, slot: usize, number: usize, elements: &[Element]) {
        let element = &elements[number];
        match element.form {
            Form::Fit => {}
            Form::Hollow => self.hollow.push(slot),
            Form::Unfit => self.unfit.push(slot),
        }
        for key in &self.keys {
            if let Some(value) = &element.texts[*key] {
                self.by_value
                    .entry((*key, value.clone()))
                    .or_default()
                    .push(slot);
            }
        }
        if let Some(all) = self.all_of(element) {
            self.by_all.entry(all).or_default().push(slot);
        }
    }

    /// Returns the values of all keys, if there are several and none is left out.
    fn all_of(&self, element: &Element) -> Option<Tuple> {
        if self.keys.len() < 2 {
            return None;
        }
        let value = |key: &usize| element.texts[*key].clone().filter(|text| !text.is_empty());
        self.keys.iter().map(value).collect()
    }

    /// Returns the first element that states these values of these keys.
    pub(super) fn find(
        &mut self,
        wanted: &[(usize, EcoString)],
        elements: &[Element],
    ) -> Option<usize> {
        let slots = self.candidates(wanted);
        let states = |number: &usize| {
            let element = &elements[*number];
            (self.scalars || element.form != Form::Unfit)
                && wanted
                    .iter()
                    .all(|(key, value)| element.texts[*key].as_ref() == Some(value))
        };
        slots
            .iter()
            .filter_map(|slot| self.slots[*slot])
            .find(states)
    }

    /// Puts `number` in the place of every element that has these values, or takes those elements out; adds it at the
    /// end if there is none.
    ///
    /// Values are compared with keys one by one, as far as there are values. One that is empty fits whatever the element
    /// states. Without any value, nothing fits and nothing stays.
    pub(super) fn set(
        &mut self,
        values: &[EcoString],
        number: Option<usize>,
        elements: &[Element],
    ) -> Result<(), Misfit> {
        for slot in std::mem::take(&mut self.hollow) {
            if self.slots[slot].is_some_and(|number| elements[number].form == Form::Hollow) {
                self.slots[slot] = None;
            }
        }
        let Some(first) = values.first() else {
            self.slots.clear();
            self.by_value.clear();
            self.by_all.clear();
            self.unfit.clear();
            self.append(number, elements);
            return Ok(());
        };
        if self.scalars || first.is_empty() {
            let slots = &self.slots;
            self.unfit.retain(|slot| {
                slots[*slot].is_some_and(|number| elements[number].form == Form::Unfit)
            });
            if let Some(number) = self.unfit.first().and_then(|slot| self.slots[*slot]) {
                return Err(Misfit(number));
            }
        }
        let stated: Vec<(usize, EcoString)> = self
            .keys
            .iter()
            .copied()
            .zip(values.iter().cloned())
            .filter(|(_, value)| self.scalars || !value.is_empty())
            .collect();
        let slots = self.candidates(&stated);
        let fits = |number: usize| {
            let has = |(key, value): (&usize, &EcoString)| match &elements[number].texts[*key] {
                None => false,
                Some(text) => (value.is_empty() && !self.scalars) || text == value,
            };
            self.keys.iter().zip(values).all(has)
        };
        let fitting: Vec<usize> = slots
            .into_iter()
            .filter(|slot| self.slots[*slot].is_some_and(fits))
            .collect();
        for slot in &fitting {
            self.slots[*slot] = number;
            if let Some(number) = number {
                self.note(*slot, number, elements);
            }
        }
        if fitting.is_empty() {
            self.append(number, elements);
        }
        Ok(())
    }

    fn append(&mut self, number: Option<usize>, elements: &[Element]) {
        if let Some(number) = number
            && !elements[number].is_null
        {
            self.push(number, elements);
        }
    }

    /// Returns the slots, in order, of all elements that state these values, and perhaps of others.
    fn candidates(&mut self, stated: &[(usize, EcoString)]) -> Vec<usize> {
        let all: Tuple = stated
            .iter()
            .map(|(_, value)| value.clone())
            .filter(|value| !value.is_empty())
            .collect();
        let slots = &self.slots;
        let tidied = |found: &mut Vec<usize>| {
            found.retain(|slot| slots[*slot].is_some());
            found.sort_unstable();
            found.dedup();
            found.clone()
        };
        if self.keys.len() > 1 && all.len() == self.keys.len() {
            return self.by_all.get_mut(&all).map(tidied).unwrap_or_default();
        }
        let shortest = stated
            .iter()
            .min_by_key(|id| self.by_value.get(id).map_or(0, Vec::len));
        match shortest {
            Some(id) => self.by_value.get_mut(id).map(tidied).unwrap_or_default(),
            None => (0..slots.len()).collect(),
        }
    }
}
