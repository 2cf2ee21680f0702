//! Finds out type parameters: what a list of nothing is a list of, what `A` means in this call.

use super::types::Type;

/// What is known of each parameter. Every change can be taken back, so that an overload may be tried.
#[derive(Debug, Default)]
pub(super) struct Bindings<'s> {
    known: Vec<Option<Type<'s>>>,
    /// What changes replaced, the latest last.
    trail: Vec<(usize, Option<Type<'s>>)>,
}

impl<'s> Bindings<'s> {
    /// Returns a parameter of which nothing is known.
    pub(super) fn fresh(&mut self) -> Type<'s> {
        self.known.push(None);
        Type::Param(self.known.len() - 1)
    }

    /// Returns `signature` with a fresh parameter for each of its letters.
    pub(super) fn instantiate(&mut self, signature: &[&Type<'static>]) -> Vec<Type<'s>> {
        let first = self.known.len();
        let mut letters = 0;
        let all = signature
            .iter()
            .map(|of| shifted(of, first, &mut letters))
            .collect();
        self.known.resize(first + letters, None);
        all
    }

    /// Returns whether a value of one type may stand where the other is expected; if so, parameters become known.
    pub(super) fn fits(&mut self, given: &Type<'s>, wanted: &Type<'s>) -> bool {
        self.all_fit([(given, wanted)])
    }

    /// Returns whether all fit at once.
    pub(super) fn all_fit<'t>(
        &mut self,
        pairs: impl IntoIterator<Item = (&'t Type<'s>, &'t Type<'s>)>,
    ) -> bool
    where
        's: 't,
    {
        let before = self.trail.len();
        for (given, wanted) in pairs {
            if !self.unify(given, wanted) {
                for (at, old) in self.trail.drain(before..).rev() {
                    self.known[at] = old;
                }
                return false;
            }
        }
        true
    }

    /// Returns a type with what is known put in; what is not, is `dyn` if `or_dyn`.
    pub(super) fn resolve(&self, of: &Type<'s>, or_dyn: bool) -> Type<'s> {
        match of {
            Type::Param(at) => match self.known.get(*at) {
                Some(Some(known)) => self.resolve(known, or_dyn),
                _ if or_dyn => Type::Dyn,
                _ => of.clone(),
            },
            other => other.with_parts(&mut |part| self.resolve(part, or_dyn)),
        }
    }

    /// Joins two types that fit into the more general one.
    pub(super) fn more_general(first: &Type<'s>, second: &Type<'s>) -> Type<'s> {
        match is_less_specific(first, second) {
            true => first.clone(),
            false => second.clone(),
        }
    }

    fn set(&mut self, at: usize, known: Type<'s>) {
        let old = self.known[at].replace(known);
        self.trail.push((at, old));
    }

    fn unify(&mut self, given: &Type<'s>, wanted: &Type<'s>) -> bool {
        if let Type::Param(at) = wanted {
            match self.substitutes(given, *at) {
                (true, _) => return true,
                (false, true) => return false,
                (false, false) => {}
            }
        }
        if let Type::Param(at) = given {
            return self.substitutes(wanted, *at).0;
        }
        let is_open = |of: &Type<'_>| matches!(of, Type::Dyn | Type::Error);
        if is_open(given) || is_open(wanted) {
            return true;
        }
        match (given, wanted) {
            (Type::Null, other) | (other, Type::Null) => is_nullable(other),
            (Type::Type(_), Type::Type(_)) => true,
            (Type::List(a), Type::List(b)) | (Type::Optional(a), Type::Optional(b)) => {
                self.unify(a, b)
            }
            (Type::Map(a), Type::Map(b)) => self.unify(&a.0, &b.0) && self.unify(&a.1, &b.1),
            _ => given.is(wanted),
        }
    }

    /// Returns whether `given` may be what the parameter stands for, and whether something was known of it.
    fn substitutes(&mut self, given: &Type<'s>, at: usize) -> (bool, bool) {
        if given.is(&Type::Param(at)) {
            return (true, true);
        }
        match self.known[at].clone() {
            Some(known) => {
                if given.is(&known) {
                    return (true, true);
                }
                if !self.unify(given, &known) {
                    return (false, true);
                }
                let general = Self::more_general(given, &known);
                if !self.occurs(at, &general) {
                    self.set(at, general);
                }
                (true, true)
            }
            None if self.occurs(at, given) => (false, false),
            None => {
                self.set(at, given.clone());
                (true, false)
            }
        }
    }

    fn occurs(&self, at: usize, within: &Type<'s>) -> bool {
        match within {
            Type::Param(other) if *other == at => true,
            Type::Param(other) => match &self.known[*other] {
                Some(known) => self.occurs(at, known),
                None => false,
            },
            other => other.parts().into_iter().any(|part| self.occurs(at, part)),
        }
    }
}

/// Moves the letters of a signature behind the parameters that are in use.
fn shifted<'s>(of: &Type<'s>, first: usize, letters: &mut usize) -> Type<'s> {
    match of {
        Type::Param(letter) => {
            *letters = (*letters).max(letter + 1);
            Type::Param(first + letter)
        }
        other => other.with_parts(&mut |part| shifted(part, first, letters)),
    }
}

fn is_nullable(of: &Type<'_>) -> bool {
    matches!(
        of,
        Type::Null
            | Type::Opaque(_)
            | Type::Optional(_)
            | Type::Object(_)
            | Type::Duration
            | Type::Timestamp
    )
}

fn is_less_specific(first: &Type<'_>, second: &Type<'_>) -> bool {
    match (first, second) {
        (Type::Dyn | Type::Param(_), _) => true,
        (_, Type::Dyn | Type::Param(_)) => false,
        (Type::List(a), Type::List(b)) | (Type::Optional(a), Type::Optional(b)) => {
            is_less_specific(a, b)
        }
        (Type::Map(a), Type::Map(b)) => {
            is_less_specific(&a.0, &b.0) && is_less_specific(&a.1, &b.1)
        }
        (Type::Type(_), Type::Type(_)) => true,
        _ => first.is(second),
    }
}
