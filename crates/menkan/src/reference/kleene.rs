//! Three values, and what is known of anything else.

/// Kleene's three truth values, in the order that makes *and* the least and *or* the greatest.
///
/// ```
/// use menkan::reference::Truth;
/// assert_eq!(Truth::all([Truth::Unknown, Truth::False]), Truth::False);
/// assert_eq!(Truth::any([Truth::Unknown, Truth::False]), Truth::Unknown);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// Certainly not.
    False,
    /// It depends on what is not known.
    Unknown,
    /// Certainly.
    True,
}

impl Truth {
    /// True where some are; false where none is.
    #[must_use]
    pub fn any(truths: impl IntoIterator<Item = Self>) -> Self {
        truths.into_iter().max().unwrap_or(Self::False)
    }

    /// True where all are.
    #[must_use]
    pub fn all(truths: impl IntoIterator<Item = Self>) -> Self {
        truths.into_iter().min().unwrap_or(Self::True)
    }

    /// True and false, where known.
    #[must_use]
    pub fn known(self) -> Option<bool> {
        match self {
            Self::False => Some(false),
            Self::Unknown => None,
            Self::True => Some(true),
        }
    }
}

impl std::ops::Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl From<Option<bool>> for Truth {
    fn from(value: Option<bool>) -> Self {
        value.map_or(Self::Unknown, Self::from)
    }
}

/// A value, where it is known.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Knowledge<T> {
    /// It is this.
    Known(T),
    /// It depends on what is not known.
    Unknown,
}

impl<T> Knowledge<T> {
    /// The value, where it is known.
    #[must_use]
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Unknown => None,
        }
    }

    /// Whether the value has a property.
    #[must_use]
    pub fn is(&self, property: impl FnOnce(&T) -> bool) -> Truth {
        self.known().map(property).into()
    }
}

impl<T: PartialEq> Knowledge<T> {
    /// What `condition` chooses between; where that is unknown, what both are.
    #[must_use]
    pub fn choose(condition: Truth, then: Self, otherwise: Self) -> Self {
        match condition {
            Truth::True => then,
            Truth::False => otherwise,
            Truth::Unknown if then == otherwise => then,
            Truth::Unknown => Self::Unknown,
        }
    }
}
