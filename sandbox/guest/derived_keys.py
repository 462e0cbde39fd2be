"""`hashlib.pbkdf2_hmac`, which OpenSSL has elsewhere."""

import builtins
import hashlib

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    """Password based key derivation function 2 (PKCS #5 v2.0) with HMAC as pseudorandom function."""
    if not isinstance(hash_name, str):
        raise TypeError(f"pbkdf2_hmac() argument 'hash_name' must be str, not {type(hash_name).__name__}")
    password, salt = as_bytes(password), as_bytes(salt)
    new = getattr(hashlib, hash_name.lower(), None) or (lambda data=b"": hashlib.new(hash_name, data))
    size, block = new().digest_size, new().block_size
    if dklen is None:
        dklen = size
    if dklen < 1:
        raise ValueError("key length must be greater than 0.")
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    key = (new(password).digest() if len(password) > block else password).ljust(block, b"\0")
    inner, outer = new(bytes(byte ^ 0x36 for byte in key)), new(bytes(byte ^ 0x5C for byte in key))
    start_inner, start_outer, whole = inner.copy, outer.copy, int.from_bytes

    def mac(message):
        one = start_inner()
        one.update(message)
        other = start_outer()
        other.update(one.digest())
        return other.digest()

    derived = b""
    for number in range(1, -(-dklen // size) + 1):
        last = mac(salt + number.to_bytes(4, "big"))
        mixed = whole(last, "big")
        for _ in range(iterations - 1):
            last = mac(last)
            mixed ^= whole(last, "big")
        derived += mixed.to_bytes(size, "big")
    return derived[:dklen]


def as_bytes(value):
    try:
        return bytes(memoryview(value))
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not '{type(value).__name__}'") from None
