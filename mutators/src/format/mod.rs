//! Format operators: other layout for the same text.

pub(crate) mod bullets;
pub(crate) mod code_span;
pub(crate) mod comments;
pub(crate) mod docstring_style;
pub(crate) mod example_form;
pub(crate) mod section;
pub(crate) mod type_hints;
pub(crate) mod wrap;
