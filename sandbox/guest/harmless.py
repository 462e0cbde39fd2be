"""What a program may use of Python without keeping anything from one call for the next.

Names are allowed, not forbidden: what stands in none of these sets is taken to keep or to change something.
"""

import builtins
import importlib
import types

EXCEPTIONS = frozenset(
    name for name, kind in vars(builtins).items() if isinstance(kind, type) and issubclass(kind, BaseException)
)

# Neither state nor identity is made or read by these. `type` is not here, since it gives a class to write to.
BUILTINS = EXCEPTIONS | frozenset(
    """
    abs all any ascii bin bool bytearray bytes callable chr complex dict divmod enumerate filter float format
    frozenset hasattr hash hex int isinstance issubclass iter len list map max min next object oct ord pow
    print property range repr reversed round set slice sorted staticmethod str sum super tuple zip
    NotImplemented Ellipsis
    """.split()
)

# The names under which programs have modules, where these are not their own.
ALIASES = {"np": "numpy", "pd": "pandas", "F": "torch.nn.functional", "nn": "torch.nn", "tf": "tensorflow", "jnp": "jax.numpy"}

EVERYTHING = None

MODULES = {
    "__future__": EVERYTHING,
    "abc": "ABC",
    "array": "array",
    "base64": EVERYTHING,
    "binascii": EVERYTHING,
    "bisect": EVERYTHING,
    "calendar": "isleap leapdays monthrange month_name month_abbr day_name day_abbr",
    "cmath": EVERYTHING,
    "collections": EVERYTHING,
    "collections.abc": EVERYTHING,
    "copy": "copy deepcopy",
    "dataclasses": "asdict astuple field replace",
    "datetime": "MAXYEAR MINYEAR UTC date datetime time timedelta timezone",
    "decimal": "Decimal ROUND_CEILING ROUND_DOWN ROUND_FLOOR ROUND_HALF_DOWN ROUND_HALF_EVEN ROUND_HALF_UP ROUND_UP",
    "difflib": EVERYTHING,
    "fractions": "Fraction",
    "functools": "cache cmp_to_key lru_cache partial reduce",
    "hashlib": EVERYTHING,
    "heapq": EVERYTHING,
    "html": "escape unescape",
    "itertools": EVERYTHING,
    "json": "JSONDecodeError dumps loads",
    "keyword": "iskeyword issoftkeyword",
    "math": EVERYTHING,
    "numbers": EVERYTHING,
    "operator": EVERYTHING,
    "re": "compile escape findall finditer fullmatch match search split sub subn error "
    "A ASCII DOTALL I IGNORECASE L LOCALE M MULTILINE S U UNICODE VERBOSE X",
    "statistics": "mean fmean geometric_mean harmonic_mean median median_low median_high median_grouped mode "
    "multimode pstdev pvariance stdev variance quantiles StatisticsError",
    "string": "ascii_letters ascii_lowercase ascii_uppercase capwords digits hexdigits octdigits printable "
    "punctuation whitespace",
    "struct": "calcsize error pack unpack unpack_from",
    "sys": "float_info maxsize maxunicode version_info",
    "textwrap": "dedent fill indent shorten wrap",
    "typing": EVERYTHING,
    "unicodedata": EVERYTHING,
    "uuid": "UUID",
    "zlib": "adler32 compress crc32 decompress",
}

# They change the class or the function that they are given, so they are harmless as decorators alone.
DECORATORS = frozenset({"abstractmethod", "dataclass", "total_ordering"})

# They read attributes or run code by names that no reader of a program sees.
DYNAMIC = frozenset(
    """
    attrgetter methodcaller call get_type_hints ForwardRef evaluate_forward_ref overload get_overloads
    clear_overloads NewType
    """.split()
)


CHANGEABLE = (types.ModuleType, list, dict, set)


def members(name, allowed):
    """The names of a module that are harmless: none that is private or dynamic, no module, nothing that can change."""
    module = importlib.import_module(name)
    if allowed is not EVERYTHING:
        return frozenset(allowed.split())
    public = (key for key in dir(module) if not key.startswith("_") and key not in DYNAMIC)
    return frozenset(key for key in public if not isinstance(getattr(module, key), CHANGEABLE))


MEMBERS = {name: members(name, allowed) for name, allowed in MODULES.items()}

# The operations that have a method; none of them gives a class, a frame, a namespace or a function's parts.
OPERATIONS = frozenset(
    f"__{name}__"
    for name in """
    abs add and bool bytes call ceil complex contains delitem divmod doc enter eq exit float floor floordiv
    format ge getitem gt hash iadd iand ifloordiv ilshift imatmul imod imul index init int invert ior ipow
    irshift isub iter itruediv ixor le len length_hint lshift lt matmul missing mod mul name ne neg next or
    pos post_init pow radd rand rdivmod repr reversed rfloordiv rlshift rmatmul rmod rmul ror round rpow
    rrshift rshift rsub rtruediv rxor setitem slots str sub truediv trunc xor
    """.split()
)

# Attributes through which generators, coroutines and tracebacks give away the frames that run them, readings
# of the clock, and what writes to the registers of abstract classes.
REVEALING = frozenset(
    """
    register _abc_caches_clear _abc_registry_clear _dump_registry
    gi_code gi_frame gi_yieldfrom cr_await cr_code cr_frame cr_origin ag_await ag_code ag_frame tb_frame tb_next
    f_back f_builtins f_code f_globals f_locals f_trace now today utcnow
    """.split()
)


def is_harmless_attribute(name):
    """Says whether reading this attribute, of whatever, gives nothing that could be changed for later."""
    return name not in REVEALING and (not name.startswith("__") or name in OPERATIONS)


def exported(module):
    """The names that `from module import *` binds."""
    module = importlib.import_module(module)
    public = (name for name in dir(module) if not name.startswith("_"))
    return frozenset(getattr(module, "__all__", public))
