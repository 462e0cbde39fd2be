"""What frameworks add to plain Python: values that cross, names that keep nothing, switches for the same results each time.

Only frameworks that were imported count, so that an environment decides what its candidates and tests can do.
"""

import builtins
import random
import sys

import apart
import array_values
import eager_values
import frame_values
import framework_texts
import harmless
import judge
import tensor_values

__builtins__ = vars(builtins).copy()  # what a candidate replaces is not replaced here

# For each module what of it keeps nothing from one call to the next: all public names but those that are named here, or
# those that are named after `only`.
MODULES = {
    "numpy": """
        seterr seterrcall setbufsize set_printoptions set_string_function set_numeric_ops printoptions errstate save savez
        savez_compressed savetxt load loadtxt genfromtxt fromfile fromregex memmap DataSource test show_config
        show_runtime info lookfor source who deprecate add_docstring add_newdoc shares_memory may_share_memory byte_bounds
    """,
    "numpy.linalg": "test",
    "numpy.fft": "test",
    "numpy.polynomial": "test set_default_printstyle",
    "numpy.testing": """only assert_ assert_allclose assert_almost_equal assert_approx_equal assert_array_almost_equal
        assert_array_almost_equal_nulp assert_array_equal assert_array_less assert_array_max_ulp assert_equal
        assert_raises assert_raises_regex assert_string_equal""",
    "pandas": """
        set_option reset_option option_context describe_option options set_eng_float_format read_pickle to_pickle read_csv
        read_excel read_json read_html read_sql read_sql_query read_sql_table read_parquet read_feather read_hdf read_orc
        read_sas read_spss read_stata read_table read_xml read_clipboard read_fwf read_gbq ExcelFile ExcelWriter HDFStore
        test show_versions plotting eval
    """,
    "pandas.testing": "only assert_frame_equal assert_index_equal assert_series_equal assert_extension_array_equal",
    "scipy.special": "test seterr errstate",
    "scipy.linalg": "test",
    "scipy.stats": """only zscore rankdata pearsonr spearmanr kendalltau mode skew kurtosis describe gmean hmean iqr entropy
        ttest_ind ttest_rel ttest_1samp percentileofscore trim_mean sem""",
    "scipy.spatial.distance": "test",
    "torch": """
        manual_seed seed initial_seed get_rng_state normal bernoulli multinomial poisson binomial dropout dropout_
        alpha_dropout alpha_dropout_ feature_dropout feature_dropout_ feature_alpha_dropout feature_alpha_dropout_
        native_dropout rrelu rrelu_ save load compile from_file fork wait import_ir_module import_ir_module_from_buffer
        use_deterministic_algorithms autocast Generator default_generator parse_ir parse_schema
    """,
    "torch.nn.functional": """
        dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout gumbel_softmax rrelu rrelu_
        fractional_max_pool2d fractional_max_pool3d scaled_dot_product_attention multi_head_attention_forward
    """,
    "torch.linalg": "",
    "torch.fft": "",
    "torch.special": "",
    "torch.testing": "only assert_close",
    "tensorflow": """only abs add add_n argmax argmin argsort bool boolean_mask broadcast_to cast ceil clip_by_norm clip_by_value
        complex64 complex128 concat constant convert_to_tensor cos cumsum divide eye equal exp expand_dims fill float16 float32 float64
        floor gather gather_nd greater greater_equal identity int8 int16 int32 int64 less less_equal linspace logical_and
        logical_not logical_or matmul maximum minimum multiply negative newaxis norm not_equal one_hot ones ones_like pad pow range
        rank realdiv reduce_all reduce_any reduce_logsumexp reduce_max reduce_mean reduce_min reduce_prod reduce_sum repeat reshape
        reverse round scatter_nd searchsorted sequence_mask shape sigmoid sign sin size slice sort split sqrt square squeeze
        stack stop_gradient subtract tanh Tensor tensordot TensorShape tile transpose truediv uint8 unique unstack where zeros
        zeros_like""",
}

# Functions of these begin with what changes or draws.
PREFIXES = ("set_", "rand", "_")

# Methods that draw random numbers, which are one stream for all calls.
DRAWING = frozenset(
    """
    uniform_ normal_ random_ bernoulli bernoulli_ exponential_ cauchy_ log_normal_ geometric_ multinomial sample
    """.split()
)

# Attributes that tell how a value is held, of which a copy knows nothing.
HELD = frozenset(
    """
    base flags strides ctypes data data_ptr grad grad_fn is_leaf storage untyped_storage storage_offset stride
    is_contiguous attrs memory_usage nbytes __array_interface__
    """.split()
)

# Methods that leave the value as it is, and whose result may share nothing with it that a test could tell.
METHODS = frozenset(
    """
    abs all allclose any argmax argmin argsort astype clip cos cov corr cummax cummin cumprod cumsum detach cpu diag
    diagonal diff dim dot double element_size eq equal equals exp first flatten float floor ge gt groupby head
    idxmax idxmin int isin isna isnull isclose isfinite isinf isnan iterrows itertuples item le log long lt max mean
    median min mode ndimension ne nonzero notna notnull numel numpy nunique permute pow prod quantile ravel
    reset_index reshape round select_dtypes sign sin size sort_index sort_values sqrt squeeze std sum t tail to_dict to_list
    to_numpy to_string tobytes tolist trace transpose type unique unsqueeze value_counts var
    """.split()
)


def install():
    """Adds what the imported frameworks have, once."""
    for framework, values in (("numpy", array_values), ("torch", tensor_values), ("pandas", frame_values), ("tensorflow", eager_values)):
        if framework in sys.modules:
            fixed, changing = values.install(sys.modules[framework])
            judge.FIXED |= fixed
            judge.FOREIGN.update(dict.fromkeys(changing, values))
    framework_texts.install()
    if "numpy" not in sys.modules:
        return
    for name, names in MODULES.items():
        if name in sys.modules:
            harmless.MEMBERS[name] = members(sys.modules[name], names.split())
            if name.endswith(".testing"):
                apart.ASSERTIONS |= harmless.MEMBERS[name]
    harmless.REVEALING |= DRAWING
    apart.METHODS |= METHODS
    apart.HIDDEN |= HELD
    switch_determinism_on()


def members(module, names):
    """The names of a module that keep nothing."""
    if names[:1] == ["only"]:
        return frozenset(name for name in names[1:] if hasattr(module, name))
    public = (name for name in dir(module) if not name.startswith(PREFIXES) and name not in names)
    return frozenset(name for name in public if not isinstance(getattr(module, name, None), harmless.CHANGEABLE))


def switch_determinism_on():
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
        try:
            torch.use_deterministic_algorithms(True, warn_only=True)
        except TypeError:  # before 1.11 there are no warnings, and exceptions would change what candidates do
            torch.backends.cudnn.deterministic = True


def seed():
    """Begins the random numbers of a job, which are the same for each."""
    random.seed(0)
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].random.set_seed(0)
