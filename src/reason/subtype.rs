//! What the taxonomy tells apart within a class of bugs where deep learning has its own forms of it.

use crate::reason::bug::Bug;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A deep-learning form of a bug.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subtype {
    /// Misinterpretation: another library or framework than was asked for.
    WrongLibrary,
    /// Misinterpretation: other shapes or dimensions than were asked for.
    ShapeMismatch,
    /// Misinterpretation: it does something else.
    WrongFunctionality,
    /// Missing corner case: a type or value of a tensor.
    TensorTypeAndValue,
    /// Missing corner case: a shape or dimension of a tensor.
    ShapeAndDimension,
    /// Wrong input type: a tensor of another shape.
    TensorShapeMismatch,
    /// Wrong input type: arguments that the library does not take.
    InvalidLibraryArguments,
    /// Wrong input type: a value of another type.
    TypeMismatch,
    /// Hallucinated object: a module that is missing or was not imported.
    MissingModule,
    /// Hallucinated object: a module used for what it does not do.
    IncorrectModuleUse,
    /// Wrong attribute: imported from a wrong module.
    WrongModuleImport,
    /// Wrong attribute: a wrong use of an interface.
    IncorrectApiUsage,
    /// Operation or calculation error: casts between data types.
    DataTypeCasting,
    /// Operation or calculation error: shapes and dimensions in operations.
    ShapeInOperation,
    /// Operation or calculation error: wrong algebra.
    IncorrectAlgebra,
    /// Prompt missing information: the library is not named.
    LibraryNotNamed,
    /// Constant value error: a wrong constant of a tensor.
    WrongTensorConstant,
}

impl Subtype {
    /// The class of bugs that this is a form of.
    #[must_use]
    pub fn bug(self) -> Bug {
        match self {
            Self::WrongLibrary | Self::ShapeMismatch | Self::WrongFunctionality => {
                Bug::Misinterpretation
            }
            Self::TensorTypeAndValue | Self::ShapeAndDimension => Bug::MissingCornerCase,
            Self::TensorShapeMismatch | Self::InvalidLibraryArguments | Self::TypeMismatch => {
                Bug::WrongInputType
            }
            Self::MissingModule | Self::IncorrectModuleUse => Bug::HallucinatedObject,
            Self::WrongModuleImport | Self::IncorrectApiUsage => Bug::WrongAttribute,
            Self::DataTypeCasting | Self::ShapeInOperation | Self::IncorrectAlgebra => {
                Bug::CalculationError
            }
            Self::LibraryNotNamed => Bug::PromptMissingInformation,
            Self::WrongTensorConstant => Bug::ConstantValue,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::WrongLibrary => "wrong library or framework",
            Self::ShapeMismatch => "shape and dimension mismatch",
            Self::WrongFunctionality => "wrong functionality",
            Self::TensorTypeAndValue => "tensor type and value",
            Self::ShapeAndDimension => "shape and dimension",
            Self::TensorShapeMismatch => "tensor shape mismatch",
            Self::InvalidLibraryArguments => "invalid library arguments",
            Self::TypeMismatch => "type mismatch",
            Self::MissingModule => "missing or undefined module",
            Self::IncorrectModuleUse => "incorrect use of modules",
            Self::WrongModuleImport => "wrong module import",
            Self::IncorrectApiUsage => "incorrect API usage",
            Self::DataTypeCasting => "data type casting",
            Self::ShapeInOperation => "shape and dimension in operations",
            Self::IncorrectAlgebra => "incorrect algebra",
            Self::LibraryNotNamed => "library not named",
            Self::WrongTensorConstant => "wrong tensor constant",
        }
    }
}

impl fmt::Display for Subtype {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}
