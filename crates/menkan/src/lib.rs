//! Menkan: a policy language and engine that decides who may have legal aid.
pub mod analyse;
pub mod case;
pub mod coverage;
pub mod decide;
pub mod describe;
pub mod diagnostic;
pub mod diagram;
pub mod format;
pub mod near;
pub mod policy;
pub mod reference;
pub mod render;
pub mod schema;
pub mod source;
pub mod syntax;
pub mod trial;
pub mod value;
