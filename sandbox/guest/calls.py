"""Calls with literal arguments, and assertions that are decided by the answer to one such call."""

import ast
import marshal

from crossing import VERSION, Uncrossable, plain
from verdicts import LONGEST_MESSAGE

EQUAL, UNEQUAL, IS, IS_NOT, TRUTHY, FALSY = range(6)  # how an answer is compared

RELATIONS = {ast.Eq: EQUAL, ast.NotEq: UNEQUAL, ast.Is: IS, ast.IsNot: IS_NOT}

SINGLETONS = (None, True, False)


def literal_calls(tree, entry):
    """Gives the requests of all calls of the entry point whose arguments are literals."""
    calls = (request(node, entry) for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [call for call in calls if call is not None]


def request(node, entry):
    """A call as it is sent to a candidate, or None where an argument is no literal."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id != entry:
        return None
    try:
        arguments = tuple(map(literal, node.args))
        named = {keyword.arg: literal(keyword.value) for keyword in node.keywords}
        if None in named or len(named) != len(node.keywords):
            return None
        return marshal.dumps((entry, arguments, named), VERSION)
    except (Exception, Uncrossable):
        return None


def literal(node):
    """The plain value of a literal; raises where there is none."""
    return plain(ast.literal_eval(node))


def assertion(tree, entry):
    """What decides a test that is one assertion: (request, relation, expected, message), or None."""
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Assert):
        return None
    message = tree.body[0].msg
    text = message.value if isinstance(message, ast.Constant) else ""
    if not isinstance(text, str) or (message is not None and not isinstance(message, ast.Constant)):
        return None
    decided = comparison(tree.body[0].test, entry) or truth(tree.body[0].test, entry)
    return decided and (*decided, text[:LONGEST_MESSAGE].encode("utf-8", "replace").decode())


def comparison(node, entry):
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        return None
    relation = RELATIONS.get(type(node.ops[0]))
    for call, other in ((node.left, node.comparators[0]), (node.comparators[0], node.left)):
        asked = request(call, entry)
        if asked is None or relation is None:
            continue
        try:
            expected = literal(other)
        except (Exception, Uncrossable):
            return None
        if relation in (IS, IS_NOT) and not any(expected is value for value in SINGLETONS):
            return None
        return asked, relation, marshal.dumps(expected, VERSION)
    return None


def truth(node, entry):
    relation = TRUTHY
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        node, relation = node.operand, FALSY
    asked = request(node, entry)
    return asked and (asked, relation, marshal.dumps(None, VERSION))
