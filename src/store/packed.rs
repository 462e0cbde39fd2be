//! A result as it is kept: small, and with a digest that tells whether it is what was put there.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

/// The first byte of a packed result says how the rest is written.
const PLAIN: u8 = 0;
const COMPRESSED: u8 = 1;

/// Bytes from which on a result is compressed.
const WORTH_COMPRESSING: usize = 8 << 10;

/// Bytes of the digest, which stands at the end.
const DIGEST: usize = 8;

/// Packs a result.
pub(super) fn pack(key: &[u8; 32], result: &impl Serialize) -> Vec<u8> {
    let bytes = postcard::to_stdvec(result).unwrap_or_default();
    let mut packed = if bytes.len() < WORTH_COMPRESSING {
        [&[PLAIN], &bytes[..]].concat()
    } else {
        let small = zstd::bulk::compress(&bytes, 1).unwrap_or_default();
        [&[COMPRESSED], &small[..]].concat()
    };
    let digest = digest(key, &packed);
    packed.extend(digest);
    packed
}

/// A result as it was packed under this key; nothing where the bytes are none.
pub(super) fn unpack<T: DeserializeOwned>(key: &[u8; 32], packed: &[u8]) -> Option<T> {
    const LARGEST: usize = 64 << 20;
    let (packed, found) = packed.split_last_chunk::<DIGEST>()?;
    if digest(key, packed) != *found {
        return None;
    }
    match packed.split_first()? {
        (&PLAIN, bytes) => postcard::from_bytes(bytes).ok(),
        (&COMPRESSED, bytes) => {
            let bytes = zstd::bulk::decompress(bytes, LARGEST).ok()?;
            postcard::from_bytes(&bytes).ok()
        }
        _ => None,
    }
}

fn digest(key: &[u8; 32], packed: &[u8]) -> [u8; DIGEST] {
    let whole: [u8; 32] = Sha256::new_with_prefix(key)
        .chain_update(packed)
        .finalize()
        .into();
    std::array::from_fn(|place| whole[place])
}
