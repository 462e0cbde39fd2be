//! The Python of a zygote, which is sent to it: an environment has nothing of ours in it.

use crate::component::sha256;
use crate::value::Value;

/// A module of the zygote, or one that it shares with the guest in WebAssembly: its name and its text.
macro_rules! module {
    ($folder:literal, $name:literal) => {
        (
            $name,
            include_str!(concat!("../../", $folder, "/", $name, ".py")),
        )
    };
}

const MODULES: [(&str, &str); 34] = [
    module!("zygote", "array_values"),
    module!("zygote", "child"),
    module!("zygote", "children"),
    module!("zygote", "eager_values"),
    module!("zygote", "errands"),
    module!("zygote", "frame_values"),
    module!("zygote", "framework_texts"),
    module!("zygote", "frames"),
    module!("zygote", "frameworks"),
    module!("zygote", "meter"),
    module!("zygote", "namespaces"),
    module!("zygote", "recording"),
    module!("zygote", "relay"),
    module!("zygote", "repository"),
    module!("zygote", "runner"),
    module!("zygote", "tensor_values"),
    module!("zygote", "wit_world"),
    module!("zygote", "zygote"),
    module!("guest", "annotations"),
    module!("guest", "apart"),
    module!("guest", "calls"),
    module!("guest", "candidate"),
    module!("guest", "crossing"),
    module!("guest", "harmless"),
    module!("guest", "judge"),
    module!("guest", "library_values"),
    module!("guest", "main_program"),
    module!("guest", "objects"),
    module!("guest", "programs"),
    module!("guest", "purity"),
    module!("guest", "scopes"),
    module!("guest", "stateless"),
    module!("guest", "suites"),
    module!("guest", "verdicts"),
];

const BOOTSTRAP: &str = include_str!("../../zygote/bootstrap.py");

/// The words after the name of an interpreter that make it a zygote.
#[must_use]
pub fn zygote_arguments() -> [&'static str; 4] {
    ["-s", "-B", "-c", BOOTSTRAP]
}

/// The SHA-256 of what decides an outcome in an environment beside what it is made of: the modules that it imports first,
/// and the code that judges.
pub(crate) fn identity(preload: &[String]) -> String {
    sha256(&[&bundle(preload)])
}

/// What a zygote reads first: its modules, and the names of those to import.
pub(super) fn bundle(preload: &[String]) -> Vec<u8> {
    let modules = MODULES.map(|(name, text)| (Value::text(name), Value::text(text)));
    let preload = preload.iter().map(|name| Value::text(name)).collect();
    let mut bytes = vec![0; 4];
    Value::Tuple(vec![Value::Dict(modules.into()), Value::List(preload)]).write(&mut bytes);
    let length = u32::try_from(bytes.len() - 4).unwrap_or(u32::MAX);
    bytes[..4].copy_from_slice(&length.to_le_bytes());
    bytes
}
