"""Which names a scope of a program binds, by Python's rules, and to what as far as it is told."""

import ast

FUNCTION, CLASS, MODULE, VALUE, MEMBER = "function", "class", "module", "value", "member"

STRICTEST = (MEMBER, FUNCTION, VALUE, CLASS, MODULE)

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)

# What stands in a node and holds no name: other nodes are told from these by their exact type, which is fast.
LEAVES = frozenset(
    [type(None), str, bool, int, ast.Constant]
    + [it for kind in (ast.expr_context, ast.operator, ast.unaryop, ast.boolop, ast.cmpop) for it in kind.__subclasses__()]
)


def children(node):
    """The nodes right below a node, but for leaves."""
    found = []
    for field in () if type(node) in LEAVES else node._fields:
        value = getattr(node, field, None)
        kind = type(value)
        if kind is list:
            found += [it for it in value if type(it) not in LEAVES]
        elif kind not in LEAVES:
            found.append(value)
    return found


def syntax(*names):
    """The kinds of syntax with these names, as far as this version of Python has them."""
    return tuple(getattr(ast, name) for name in names if hasattr(ast, name))


NAMING = syntax("ExceptHandler", "MatchAs", "MatchStar")
MAPPING = syntax("MatchMapping")


class Scope:
    """The names of a module, class, function or comprehension."""

    def __init__(self, parent, node):
        self.parent = parent
        self.node = node
        self.kinds = {}
        self.origins = {}  # the names of the modules, or of the members of modules, that an import bound
        self.stored = set()  # names that are assigned, and not only imported, defined or passed

    def define(self, name, kind, origin=None):
        """Binds a name. One that is bound twice stays a class or a module if it may be one, of unknown origin."""
        known = self.kinds.get(name, kind)
        self.kinds[name] = known if known == kind else max(known, kind, key=STRICTEST.index)
        self.origins.setdefault(name, set()).add(origin)

    def origin(self, name):
        """What an import bound a name to, where nothing else did."""
        origins = self.origins[name]
        return min(origins) if len(origins) == 1 else None

    def find(self, name):
        """The scope that a name is looked up in; none where that is the module or the builtins."""
        scope = self
        while scope is not None and scope.parent is not None:
            if name in scope.kinds and (scope is self or not isinstance(scope.node, ast.ClassDef)):
                return scope
            scope = scope.parent
        return None


def scope_of(node, parent):
    """The scope of a module, class, function or comprehension, with the names that are bound right in it."""
    scope = Scope(parent, node)
    if isinstance(node, FUNCTIONS):
        arguments = node.args
        for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]:
            if argument is not None:
                scope.define(argument.arg, VALUE)
    if isinstance(node, COMPREHENSIONS):
        for generator in node.generators:
            bind_target(scope, generator.target)
        return scope
    body = node.body
    for child in body if isinstance(body, list) else [body]:
        bind(scope, child)
    return scope


def bind(scope, node):
    """Adds the names that a statement or an expression binds in its scope."""
    kind = type(node)
    if kind is ast.Name:
        if type(node.ctx) is not ast.Load:
            scope.define(node.id, VALUE)
            scope.stored.add(node.id)
        return
    if kind in (ast.FunctionDef, ast.AsyncFunctionDef):
        scope.define(node.name, FUNCTION)
        outside = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
    elif kind is ast.ClassDef:
        scope.define(node.name, CLASS)
        outside = [*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)]
    elif kind is ast.Lambda:
        outside = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    elif kind in COMPREHENSIONS:
        outside = [node.generators[0].iter, *walruses(node)]
    elif kind is ast.Import:
        return bind_import(scope, node)
    elif kind is ast.ImportFrom:
        return bind_members(scope, node)
    else:
        name = getattr(node, "name", None) if kind in NAMING else None
        name = node.rest if kind in MAPPING else name
        if name is not None:
            scope.define(name, VALUE)
            scope.stored.add(name)
        outside = children(node)
    for child in outside:
        bind(scope, child)


def bind_target(scope, target):
    for node in ast.walk(target):
        if isinstance(node, ast.Name):
            scope.define(node.id, VALUE)


def walruses(comprehension):
    """What `:=` in a comprehension binds is bound outside it."""
    return [node.target for node in ast.walk(comprehension) if isinstance(node, ast.NamedExpr)]


def bind_import(scope, node):
    for alias in node.names:
        name = alias.asname or alias.name.split(".")[0]
        scope.define(name, MODULE, alias.name if alias.asname else name)


def bind_members(scope, node):
    for alias in node.names:
        scope.define(alias.asname or alias.name, MEMBER, alias.name)
