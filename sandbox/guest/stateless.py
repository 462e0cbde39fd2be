"""Programs in which nothing survives a call: the same call gives the same answer, however often it is made.

The rules are meant to have no hole. A function reaches what it was given, what it made, and what stands in its
module, which may hold functions, classes, modules and values that cannot change, and nothing else. It gets
at nothing besides through the names and attributes of `harmless`. It writes to names of its own, to items of
what it reached, and to attributes of `self` in a method, which is an instance, so no function or class keeps
anything.
"""

import ast
import builtins

from harmless import (
    BUILTINS, DECORATORS, DYNAMIC, EXCEPTIONS, MEMBERS, OPERATIONS, exported, is_harmless_attribute,
)
from scopes import CLASS, COMPREHENSIONS, FUNCTION, MEMBER, MODULE, VALUE, scope_of


class Stateful(Exception):
    """Something in a program may survive a call."""


CONSTANT_CALLS = frozenset("bool bytes complex float frozenset int max min pow range round str tuple".split())
CONSTANT_MEMBERS = frozenset({"namedtuple", "compile", "TypeVar", "Fraction", "Decimal", "timedelta", "date", "sqrt", "log", "exp"})
METHOD_DECORATORS = frozenset({"property", "staticmethod", "abstractmethod"})
CONTAINERS = frozenset("object list dict tuple int float str set frozenset bytes complex".split())
BASE_MEMBERS = frozenset({"ABC", "Generic", "NamedTuple", "Protocol"})


def is_stateless(tree):
    """Says whether nothing survives a call to any function of a module."""
    try:
        Program(tree).check()
    except (Stateful, RecursionError):
        return False
    return True


class Program:
    """A module under inspection."""

    def __init__(self, tree):
        self.tree = tree
        self.scope = self.module = scope_of(tree, None)

    def check(self):
        for statement in self.tree.body:
            self.statement(statement)

    def statement(self, node):
        """Checks a statement of the module itself, which runs once."""
        kind = type(node)
        if kind in (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Expr, ast.Assert, ast.Pass):
            if kind is ast.FunctionDef:
                self.lasting_function(node, ())
            elif kind is ast.Expr and is_recursion_limit(node.value):
                return
            else:
                self.visit(node)
        elif kind in (ast.Assign, ast.AnnAssign):
            self.lasting_value(node)
        elif kind is ast.Try:
            for part in (*node.body, *node.orelse, *node.finalbody, *(it for handler in node.handlers for it in handler.body)):
                self.statement(part)
        elif kind is not ast.If or not is_main_guard(node):
            raise Stateful

    # What lasts as long as the module: it must not be able to change.

    def lasting_value(self, node):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            for part in target.elts if isinstance(target, ast.Tuple) else [target]:
                if not isinstance(part, ast.Name) or part.id.startswith("__") and part.id != "__slots__":
                    raise Stateful
        if node.value is not None:
            self.constant(node.value)

    def constant(self, node):
        """Checks an expression whose value cannot change, and is no class, module or iterator."""
        kind = type(node)
        if kind is ast.Constant:
            return
        if kind in (ast.Tuple, ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.constant(child)
        elif kind is ast.Lambda:
            self.lasting_function(node, ())
        elif kind is ast.Call:
            self.constant_call(node)
        elif kind is ast.Attribute and isinstance(node.value, ast.Name):
            self.visit(node)
        elif kind is ast.Name:
            self.constant_name(node)
        elif kind is ast.Subscript:
            self.constant(node.value)
            self.types(node.slice)
        else:
            raise Stateful

    def constant_name(self, node):
        if self.scope.find(node.id) is not None or self.module.kinds.get(node.id) not in (None, VALUE, FUNCTION, MEMBER):
            raise Stateful
        if node.id not in self.module.kinds and node.id not in CONTAINERS:
            raise Stateful

    def constant_call(self, node):
        function = node.func
        if self.known(function) not in CONSTANT_CALLS | CONSTANT_MEMBERS:
            raise Stateful
        self.visit(function)
        for value in [*node.args, *(keyword.value for keyword in node.keywords)]:
            if isinstance(value, ast.List):
                value = ast.Tuple(value.elts)
            self.constant(value)

    def lasting_function(self, node, decorators):
        """Checks a function that lasts as long as the module: so do its defaults, and what decorators keep."""
        for decorator in getattr(node, "decorator_list", ()):
            if not isinstance(decorator, ast.Name) or self.known(decorator) not in decorators:
                raise Stateful
        for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.constant(default)
        self.function(node)

    # What runs in a call.

    def visit(self, node):
        visitor = VISITORS.get(type(node).__name__)
        if visitor is not None:
            visitor(self, node)
        else:
            for child in ast.iter_child_nodes(node):
                self.visit(child)

    def visit_all(self, nodes):
        for node in nodes:
            self.visit(node)

    def types(self, node):
        """Checks an expression that stands for types, in which classes of the program may be named."""
        if isinstance(node, ast.Name):
            if self.kind(node) != CLASS and node.id != "type":
                self.visit(node)
        elif isinstance(node, (ast.Tuple, ast.List, ast.Subscript, ast.BinOp)):
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.types(child)
        elif node is not None:
            self.visit(node)

    def kind(self, name):
        """What a name stands for: none where it is not the program's."""
        scope = self.scope.find(name.id) or self.module
        return scope.kinds.get(name.id)

    def known(self, node):
        """The name of the builtin, or of the member of a module, that a name or an attribute stands for."""
        if isinstance(node, ast.Attribute):
            return node.attr if self.module_named(node.value) in MEMBERS else None
        if not isinstance(node, ast.Name):
            return None
        scope = self.scope.find(node.id) or self.module
        kind = scope.kinds.get(node.id)
        return node.id if kind is None else scope.origin(node.id) if kind == MEMBER else None

    def function(self, node):
        self.types(getattr(node, "returns", None))
        arguments = node.args
        for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]:
            if argument is not None:
                self.types(argument.annotation)
        self.inside(node, node.body if isinstance(node.body, list) else [node.body])

    def inside(self, node, body):
        outer = self.scope
        self.scope = scope_of(node, outer)
        self.visit_all(body)
        self.scope = outer

    def visit_FunctionDef(self, node):
        self.visit_all([*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)])
        self.function(node)

    def visit_Lambda(self, node):
        self.visit_all([*node.args.defaults, *filter(None, node.args.kw_defaults)])
        self.function(node)

    def comprehension(self, node):
        self.visit(node.generators[0].iter)
        outer = self.scope
        self.scope = scope_of(node, outer)
        for place, generator in enumerate(node.generators):
            self.visit_all([generator.target, *generator.ifs, *([generator.iter] if place else [])])
        self.visit_all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self.scope = outer

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def visit_ClassDef(self, node):
        if node.keywords:
            raise Stateful
        for decorator in node.decorator_list:
            function = decorator.func if isinstance(decorator, ast.Call) else decorator
            if self.known(function) not in DECORATORS:
                raise Stateful
            self.visit_all(keyword.value for keyword in getattr(decorator, "keywords", ()))
        for base in node.bases:
            self.base(base)
        outer = self.scope
        self.scope = scope_of(node, outer)
        for statement in node.body:
            self.member(statement)
        self.scope = outer

    def base(self, node):
        if isinstance(node, ast.Subscript):
            self.types(node.slice)
            node = node.value
        is_own = isinstance(node, ast.Name) and self.kind(node) == CLASS
        if not is_own and self.known(node) not in CONTAINERS | EXCEPTIONS | BASE_MEMBERS:
            raise Stateful

    def member(self, node):
        """Checks a statement of a class's body."""
        kind = type(node)
        if kind is ast.FunctionDef:
            if node.name.startswith("__") and (node.name not in OPERATIONS or node.name == "__slots__"):
                raise Stateful
            self.lasting_function(node, METHOD_DECORATORS)
        elif kind is ast.AnnAssign and isinstance(node.value, ast.Call) and self.known(node.value.func) == "field":
            self.types(node.annotation)
            self.visit(node.value)
        elif kind in (ast.Assign, ast.AnnAssign):
            if kind is ast.AnnAssign:
                self.types(node.annotation)
            self.lasting_value(node)
        elif kind is not ast.Pass and not (kind is ast.Expr and isinstance(node.value, ast.Constant)):
            raise Stateful

    def visit_Import(self, node):
        if any(alias.name not in MEMBERS for alias in node.names):
            raise Stateful

    def visit_ImportFrom(self, node):
        members = MEMBERS.get(node.module or "")
        if node.level or members is None:
            raise Stateful
        if node.module != "__future__":
            for alias in node.names:
                names = exported(node.module) if alias.name == "*" else {alias.name}
                if not names <= members | DECORATORS | DYNAMIC:
                    raise Stateful

    def visit_Name(self, node):
        name = node.id
        if type(node.ctx) is not ast.Load:
            return
        scope = self.scope.find(name)
        kind = (scope or self.module).kinds.get(name)
        if kind in (MODULE, CLASS) or self.known(node) in DECORATORS | DYNAMIC:
            raise Stateful
        is_hidden = hasattr(builtins, name) or name.startswith("__") and name != "__name__"
        if kind is None and is_hidden and name not in BUILTINS:
            raise Stateful

    def visit_Attribute(self, node):
        if type(node.ctx) is not ast.Load:
            if not self.is_self(node.value):
                raise Stateful
            return
        if not is_harmless_attribute(node.attr):
            raise Stateful
        module = self.module_named(node.value)
        if module is None:
            self.visit(node.value)
        elif node.attr not in MEMBERS.get(module, ()):
            raise Stateful

    def module_named(self, node):
        """The module that an expression stands for, where it stands for one."""
        if isinstance(node, ast.Attribute):
            outer = self.module_named(node.value)
            return f"{outer}.{node.attr}" if outer and f"{outer}.{node.attr}" in MEMBERS else None
        if not isinstance(node, ast.Name):
            return None
        scope = self.scope.find(node.id) or self.module
        if scope.kinds.get(node.id) != MODULE:
            return None
        name = scope.origin(node.id)
        if name is None:
            raise Stateful
        return name

    def is_self(self, node):
        """Says whether an expression is the instance that a method was called on."""
        if not isinstance(node, ast.Name):
            return False
        scope = self.scope.find(node.id)
        if scope is None or not isinstance(scope.node, ast.FunctionDef) or node.id in scope.stored:
            return False
        decorated = any(getattr(it, "id", None) == "staticmethod" for it in scope.node.decorator_list)
        arguments = [*scope.node.args.posonlyargs, *scope.node.args.args]
        is_method = scope.parent is not None and isinstance(scope.parent.node, ast.ClassDef)
        return is_method and not decorated and bool(arguments) and arguments[0].arg == node.id

    def visit_Call(self, node):
        function, arguments = node.func, node.args
        if isinstance(function, ast.Name):
            kind = self.kind(function)
            if kind is None and function.id in ("isinstance", "issubclass") and len(arguments) == 2:
                self.visit(arguments[0])
                self.types(arguments[1])
                return
            if kind != CLASS:
                self.visit(function)
        else:
            self.visit(function)
        self.visit_all(arguments)
        self.visit_all(keyword.value for keyword in node.keywords)

    def visit_Compare(self, node):
        operands = [node.left, *node.comparators]
        of_types = any(map(self.is_type_call, operands)) or all(isinstance(it, (ast.Is, ast.IsNot)) for it in node.ops)
        for operand in operands:
            if self.is_type_call(operand):
                self.visit_all(operand.args)
            elif of_types:
                self.types(operand)
            else:
                self.visit(operand)

    def visit_NamedExpr(self, node):
        scope = self.scope
        while isinstance(scope.node, COMPREHENSIONS):
            scope = scope.parent
        if scope is self.module:
            raise Stateful
        self.visit(node.value)

    def visit_Nonlocal(self, node):
        for name in node.names:
            scope = self.scope.parent.find(name)
            if scope is None or scope.kinds[name] != VALUE:
                raise Stateful

    def is_type_call(self, node):
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id == "type"
            and self.kind(node.func) is None
            and len(node.args) == 1
            and not node.keywords
        )

    def visit_Raise(self, node):
        self.types(node.exc)
        self.types(node.cause)

    def visit_ExceptHandler(self, node):
        self.types(node.type)
        self.visit_all(node.body)

    def visit_MatchClass(self, node):
        self.types(node.cls)
        self.visit_all([*node.patterns, *node.kwd_patterns])

    def visit_AnnAssign(self, node):
        self.types(node.annotation)
        self.visit(node.target)
        if node.value is not None:
            self.visit(node.value)

    def refuse(self, node):
        raise Stateful

    visit_Global = visit_AsyncFunctionDef = visit_Await = visit_AsyncFor = visit_AsyncWith = refuse
    visit_TypeAlias = refuse


VISITORS = {name[len("visit_"):]: visit for name, visit in vars(Program).items() if name.startswith("visit_")}


def is_main_guard(node):
    """Says whether a statement is `if __name__ == "__main__":`, which a candidate never is."""
    test = node.test
    return (
        not node.orelse
        and isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and len(test.ops) == 1
        and isinstance(test.ops[0], ast.Eq)
        and isinstance(test.comparators[0], ast.Constant)
        and test.comparators[0].value == "__main__"
    )


def is_recursion_limit(node):
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "setrecursionlimit"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "sys"
        and all(isinstance(value, (ast.Constant, ast.BinOp)) for value in node.args)
    )
