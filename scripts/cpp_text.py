"""Just enough of C++'s text for the style checks: comments and strings out, functions found."""

import re

# A comment, a raw string, a string or a character; a digit separator is none of them.
TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/"""
    r"""|R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)\""""
    r"""|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'""",
    re.S)
INCLUDE = re.compile(r"^\s*#\s*include\b")
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
SCOPE = re.compile(r"(?:template\s*<.*>\s*)?(?:inline\s+|typedef\s+)?"
                   r"(?:namespace|class|struct|union|enum|extern)\b", re.S)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """The same lines, with comments blank and strings empty but for those of #include."""
    def replace(match):
        token = match.group()
        line_start = text.rfind("\n", 0, match.start()) + 1
        if token[0] == '"' and INCLUDE.match(text[line_start:match.start()]):
            return token
        if token[0] == "/":
            return _blank(token)
        return token[0] + _blank(token[1:-1]) + token[-1]
    return TOKEN.sub(replace, text)


def _end_of_braces(code, start):
    """The index of the brace that closes the one at `start`; the end of the text if none does."""
    depth = 0
    for match in re.compile(r"[{}]").finditer(code, start):
        depth += 1 if match.group() == "{" else -1
        if depth == 0:
            return match.start()
    return len(code) - 1


def _is_initialiser(code, brace, head):
    """Whether the brace begins a value: `x{`, `= {`, `({`. A body has a space before its brace."""
    return not code[brace - 1].isspace() or head.rstrip().endswith(("=", "(", ",", "return"))


def functions_of(text):
    """Yields (first line, last line, first words) of each function that is in no other.

    A function is a body in braces at the level of namespaces and classes whose head has
    parentheses; its first line is that of its head. Lambdas count to the function around them.
    """
    code = DIRECTIVE.sub(lambda match: _blank(match.group()), without_comments(text))
    start = position = 0  # of the head, of the scan
    for match in re.compile(r"[;{}]").finditer(code):
        if match.start() < position:
            continue
        head = code[start:match.start()]
        position = match.end()
        if match.group() == "{":
            if _is_initialiser(code, match.start(), head):
                position = _end_of_braces(code, match.start()) + 1
                continue
            if not SCOPE.match(head.strip()) and "(" in head:
                end = _end_of_braces(code, match.start())
                first = start + len(head) - len(head.lstrip())
                yield (code.count("\n", 0, first) + 1, code.count("\n", 0, end) + 1,
                       " ".join(head.split())[:60])
                position = end + 1
        start = position
