//! A function or method of a reply, put into a file of a repository: everything else in the file stays as it is.

mod bindings;
mod fitting;
mod insert;
mod refusal;
mod replacement;
mod target;
#[cfg(test)]
mod tests;

pub use refusal::Refusal;
pub use target::{Target, locate};

use super::Asked;
use bindings::Bindings;
use replacement::{Replacement, at_margin};
use target::Place;

/// What is put into a file, and where.
#[derive(Clone, Copy, Debug)]
pub struct Placing<'a> {
    /// The file.
    pub file: &'a str,
    /// The file's path in its repository, by which its relative imports are understood.
    pub path: &'a str,
    /// The function or method of it that is replaced.
    pub target: Target<'a>,
}

impl Placing<'_> {
    /// Gives the file with the function or method that a reply holds in the place of its own. What that reaches of the reply
    /// comes with it; what would change a name that the rest of the file has goes into the function itself. Where the reply's has no
    /// decorators it keeps those of the file.
    ///
    /// ```
    /// use mutagree::extract::{Asked, Placing, Target};
    /// let file = "import math\n\n\ndef area(r):  # of a circle\n    return math.pi * r ** 2\n";
    /// let target = Target { function: "area", class: None };
    /// let placing = Placing { file, path: "shapes.py", target };
    /// let asked = Asked { prompt: "Write `area`.", entry_point: "area" };
    /// let reply = "```python\nfrom math import pi\n\ndef area(r):\n    return pi * r * r\n```";
    /// let placed = placing.place(reply, &asked).unwrap();
    /// assert_eq!(placed, "import math\n\n\nfrom math import pi\n\n\ndef area(r):\n    return pi * r * r\n");
    /// ```
    ///
    /// # Errors
    /// Where the file has no such place, the reply has nothing to put there, or what comes of it does not parse.
    pub fn place(&self, reply: &str, asked: &Asked<'_>) -> Result<String, Refusal> {
        let tree = target::parsed(self.file)?;
        let place = Place::find(&tree, self.file, &self.target)?;
        let bindings = Bindings::of_file(&tree, self);
        let found = replacement::found(reply, asked, self, &place)?;
        let fitted = fitting::fitted(found, &bindings);
        self.whole(&place, &fitted)
    }

    /// Gives the file's own function or method, as a reply would hold it.
    ///
    /// # Errors
    /// Where the file has no such place.
    pub fn own(&self) -> Result<String, Refusal> {
        let tree = target::parsed(self.file)?;
        let place = Place::find(&tree, self.file, &self.target)?;
        Ok(at_margin(place.outer, self.file))
    }

    /// Gives the file with a function or method in the place of its own that raises `NotImplementedError`.
    ///
    /// # Errors
    /// Where the file has no such place.
    pub fn stub(&self) -> Result<String, Refusal> {
        let tree = target::parsed(self.file)?;
        let place = Place::find(&tree, self.file, &self.target)?;
        let body = place.body().ok_or(Refusal::Broken)?;
        let (start, end) = (body.start_byte(), body.end_byte());
        let head = self.file[..start].trim_end();
        let line = if self.file.contains("\r\n") {
            "\r\n"
        } else {
            "\n"
        };
        let margin = insert::margin(self.file, place.function.start_byte());
        let stub = format!(
            "{head}{line}{margin}    raise NotImplementedError{}",
            &self.file[end..]
        );
        target::parsed(&stub).map(|_| stub)
    }

    fn whole(&self, place: &Place<'_>, fitted: &Replacement) -> Result<String, Refusal> {
        let whole = insert::inserted(self.file, place, fitted);
        target::parsed(&whole).map_err(|_| Refusal::Unfitting)?;
        Ok(whole)
    }
}
