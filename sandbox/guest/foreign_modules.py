"""`ssl` and `ctypes`, as far as programs can use them without a network and shared libraries: what they name, the integers of
C, and the errors of an attempt."""

SOURCES = {
    "ssl": """
import enum, os, socket
class TLSVersion(enum.IntEnum):
    MINIMUM_SUPPORTED = -2; SSLv3 = 768; TLSv1 = 769; TLSv1_1 = 770; TLSv1_2 = 771; TLSv1_3 = 772; MAXIMUM_SUPPORTED = -1
class VerifyMode(enum.IntEnum):
    CERT_NONE = 0; CERT_OPTIONAL = 1; CERT_REQUIRED = 2
class _SSLMethod(enum.IntEnum):
    PROTOCOL_TLS = 2; PROTOCOL_TLSv1 = 3; PROTOCOL_TLSv1_1 = 4; PROTOCOL_TLSv1_2 = 5; PROTOCOL_TLS_CLIENT = 16; PROTOCOL_TLS_SERVER = 17
class Options(enum.IntFlag):
    OP_NO_SSLv2 = 0; OP_ALL = 0x80000050; OP_NO_SSLv3 = 1 << 25; OP_NO_TLSv1 = 1 << 26; OP_NO_TLSv1_1 = 1 << 28
    OP_NO_TLSv1_2 = 1 << 27; OP_NO_TLSv1_3 = 1 << 29; OP_NO_COMPRESSION = 1 << 17; OP_NO_RENEGOTIATION = 1 << 30
    OP_SINGLE_DH_USE = 0; OP_SINGLE_ECDH_USE = 0; OP_NO_TICKET = 1 << 14; OP_CIPHER_SERVER_PREFERENCE = 1 << 22
for _kind in (VerifyMode, _SSLMethod, Options): globals().update(_kind.__members__)
PROTOCOL_SSLv23 = PROTOCOL_TLS
class Purpose(enum.Enum):
    SERVER_AUTH = "1.3.6.1.5.5.7.3.1"; CLIENT_AUTH = "1.3.6.1.5.5.7.3.2"
class SSLError(OSError):
    library = reason = None
class SSLZeroReturnError(SSLError): pass
class SSLWantReadError(SSLError): pass
class SSLWantWriteError(SSLError): pass
class SSLSyscallError(SSLError): pass
class SSLEOFError(SSLError): pass
class SSLCertVerificationError(SSLError, ValueError): pass
CertificateError = SSLCertVerificationError
socket_error = OSError
HAS_SNI = HAS_ALPN = HAS_TLSv1_2 = HAS_TLSv1_3 = True
OPENSSL_VERSION, OPENSSL_VERSION_INFO = "OpenSSL 3.0.0", (3, 0, 0, 0, 0)
class SSLSocket(socket.socket):
    def __init__(self, *args, **kwargs):
        raise TypeError("SSLSocket does not have a public constructor. Instances are returned by SSLContext.wrap_socket().")
class SSLContext:
    sslsocket_class, post_handshake_auth, keylog_filename, sni_callback = SSLSocket, False, None, None
    def __init__(self, protocol=PROTOCOL_TLS):
        self.protocol = _SSLMethod(protocol)
        client = protocol == PROTOCOL_TLS_CLIENT
        self._check_hostname, self.verify_mode = client, CERT_REQUIRED if client else CERT_NONE
        self.options, self.verify_flags = OP_ALL | OP_NO_SSLv3, 0
        self.minimum_version, self.maximum_version = TLSVersion.TLSv1_2, TLSVersion.MAXIMUM_SUPPORTED
    @property
    def check_hostname(self): return self._check_hostname
    @check_hostname.setter
    def check_hostname(self, value):
        self._check_hostname = bool(value)
        if value and self.verify_mode == CERT_NONE: self.verify_mode = CERT_REQUIRED
    def load_cert_chain(self, certfile, keyfile=None, password=None):
        for name in (certfile, keyfile):
            if name is not None: open(name, "rb").close()
        raise SSLError(9, "[SSL] PEM lib")
    def load_verify_locations(self, cafile=None, capath=None, cadata=None):
        if cafile is not None: open(cafile, "rb").close()
    def load_default_certs(self, purpose=Purpose.SERVER_AUTH): pass
    def set_default_verify_paths(self): pass
    def set_ciphers(self, ciphers): pass
    def set_alpn_protocols(self, protocols): pass
    def get_ca_certs(self, binary_form=False): return []
    def wrap_socket(self, sock, server_side=False, do_handshake_on_connect=True, suppress_ragged_eofs=True, server_hostname=None, session=None):
        raise SSLError(1, "[SSL] there is no network")
def create_default_context(purpose=Purpose.SERVER_AUTH, *, cafile=None, capath=None, cadata=None):
    context = SSLContext(PROTOCOL_TLS_CLIENT if purpose == Purpose.SERVER_AUTH else PROTOCOL_TLS_SERVER)
    if cafile or capath or cadata: context.load_verify_locations(cafile, capath, cadata)
    return context
def _create_unverified_context(protocol=None, **named):
    context = SSLContext(PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = CERT_NONE
    return context
_create_default_https_context = create_default_context
_create_stdlib_context = _create_unverified_context
def get_server_certificate(addr, ssl_version=PROTOCOL_TLS_CLIENT, ca_certs=None, timeout=None):
    raise ConnectionRefusedError("there is no network")
""",
    "ctypes": """
import struct as _struct
__path__ = []
class _SimpleCData:
    def __init__(self, value=0):
        self.value = value
    @property
    def value(self): return self._value
    @value.setter
    def value(self, value): self._value = self._of(value)
    def __repr__(self): return f"{type(self).__name__}({self.value!r})"
    def __bool__(self): return bool(self._value)
class _Integer(_SimpleCData):
    def _of(self, value):
        if not isinstance(value, int):
            raise TypeError(f"{type(value).__name__!r} object cannot be interpreted as an integer")
        value &= (1 << 8 * self._size) - 1
        return value - (1 << 8 * self._size) if self._signed and value >> 8 * self._size - 1 else value
class _Real(_SimpleCData):
    def _of(self, value):
        if not isinstance(value, (int, float)):
            raise TypeError(f"must be real number, not {type(value).__name__}")
        return _struct.unpack(self._form, _struct.pack(self._form, value))[0]
class c_bool(_SimpleCData):
    _size = 1
    def _of(self, value): return bool(value)
for _bits in (8, 16, 32, 64):
    for _name, _signed in (("int", True), ("uint", False)):
        globals()[f"c_{_name}{_bits}"] = type(f"c_{_name}{_bits}", (_Integer,), {"_size": _bits // 8, "_signed": _signed, "__module__": "ctypes"})
for _old, _new in (("int8", "byte"), ("uint8", "ubyte"), ("int16", "short"), ("uint16", "ushort"), ("int32", "int"),
                   ("uint32", "uint"), ("int64", "long"), ("uint64", "ulong")):
    _kind = globals()["c_" + _old]
    _kind.__name__ = _kind.__qualname__ = "c_" + _new
    globals()["c_" + _new] = _kind
c_longlong, c_ulonglong, c_size_t, c_ssize_t, c_time_t = c_long, c_ulong, c_ulong, c_long, c_long
class c_float(_Real): _size, _form = 4, "<f"
class c_double(_Real): _size, _form = 8, "<d"
def sizeof(it): return it._size
class ArgumentError(Exception): pass
DEFAULT_MODE, RTLD_LOCAL, RTLD_GLOBAL = 0, 0, 256
class CDLL:
    _name, _handle = '<uninitialized>', 0
    def __init__(self, name, mode=DEFAULT_MODE, handle=None, use_errno=False, use_last_error=False, winmode=None):
        self._name = name
        raise OSError(f"{name}: cannot open shared object file: No such file or directory")
class PyDLL(CDLL): pass
class LibraryLoader:
    def __init__(self, dlltype): self._dlltype = dlltype
    def LoadLibrary(self, name): return self._dlltype(name)
cdll, pydll = LibraryLoader(CDLL), LibraryLoader(PyDLL)
""",
    "ctypes.util": "def find_library(name): return None",
}
