//! Libraries of arrays and tensors: which the code has, and which it should have.

use super::names::Names;
use crate::reason::failure::Failure;

const ARRAYS: [&str; 16] = [
    "torch",
    "torchvision",
    "tensorflow",
    "keras",
    "jax",
    "flax",
    "numpy",
    "scipy",
    "sklearn",
    "pandas",
    "cv2",
    "kornia",
    "transformers",
    "lightning",
    "pytorch_lightning",
    "mxnet",
];

/// Libraries that do not compute with tensors, but that models reach for.
const PLAIN: [&str; 6] = ["numpy", "cv2", "scipy", "PIL", "skimage", "sklearn"];

/// Libraries of tensors.
const TENSORS: [&str; 5] = ["torch", "tensorflow", "jax", "mxnet", "keras"];

/// Names by which modules are usually known.
const KNOWN_AS: [&str; 36] = [
    "np",
    "pd",
    "tf",
    "F",
    "nn",
    "plt",
    "sns",
    "jnp",
    "optim",
    "sp",
    "sparse",
    "torch",
    "numpy",
    "pandas",
    "scipy",
    "tensorflow",
    "keras",
    "jax",
    "torchvision",
    "sklearn",
    "cv2",
    "PIL",
    "math",
    "os",
    "re",
    "sys",
    "json",
    "copy",
    "random",
    "time",
    "itertools",
    "functools",
    "collections",
    "warnings",
    "logging",
    "heapq",
];

/// Says whether the code or the prompt has to do with arrays or tensors.
pub(super) fn is_deep(failure: &Failure<'_>, names: &Names) -> bool {
    let asked = failure.prompt.to_lowercase();
    let is_asked = ["tensor", "torch", "ndarray", "np.", "numpy"];
    ARRAYS.iter().any(|module| names.imports(module))
        || is_asked.iter().any(|word| asked.contains(word))
}

/// Says whether the prompt speaks of tensors, or what was handed in is one, and the code computes without a library of them.
pub(super) fn is_other(failure: &Failure<'_>, names: &Names) -> bool {
    let asked = failure.prompt.to_lowercase();
    let is_asked = ["torch", "tensor"].iter().any(|word| asked.contains(word));
    let is_plain = ["ndarray", "np.", "numpy"]
        .iter()
        .any(|word| asked.contains(word));
    let said = failure.said().to_lowercase();
    let meets = said.contains("tensor") && !said.contains("tensor-like");
    (is_asked && !is_plain || meets)
        && PLAIN.iter().any(|module| names.imports(module))
        && !TENSORS.iter().any(|module| names.imports(module))
}

/// Says whether a name that nothing binds is one by which a module is known.
pub(super) fn has_unbound(failure: &Failure<'_>, names: &Names) -> bool {
    let unbound = names.unbound();
    // The message knows better which of them was looked for.
    let missed = super::message::undefined(failure);
    let is_known = |name: &str| KNOWN_AS.contains(&name);
    missed.map_or_else(|| unbound.iter().any(|name| is_known(name)), is_known)
}
