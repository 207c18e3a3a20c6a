//! Policies made by chance, as text: every construct of the language, well typed, so that most of them pass `check`.
//!
//! A policy grows item by item; `world` remembers what has been declared, so that later items can use it and nothing
//! goes in a circle. Rules either stand in a full precedence or follow from conditions that exclude each other, so that
//! gaps and conflicts come only where [`Care::Careless`] asks for them.

mod decisions;
mod definitions;
mod expressions;
mod facts;
mod layers;
mod parameters;
mod weights;
mod world;

use world::World;

/// A policy made by chance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generated {
    /// Names and texts of its layers, parents first; the last is the policy itself.
    pub layers: Vec<(String, String)>,
}

/// How large a policy is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// Few facts with few values: every completion of a case can be counted out.
    Small,
    /// Everything.
    Large,
}

/// How carefully rules are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// Every case gets one answer.
    Careful,
    /// A precedence or an `otherwise` may be forgotten.
    Careless,
}

/// The policy of a seed.
#[must_use]
pub fn policy(seed: u64, size: Size, care: Care) -> Generated {
    let mut world = World::new(seed, size, care);
    world.parent();
    if world.dice.chance(match size {
        Size::Small => 30,
        Size::Large => 60,
    }) {
        world.child();
    }
    Generated { layers: world.finish() }
}
