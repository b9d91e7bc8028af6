"""What a child says on its output, line by line, the same complaint only once."""

COMPLAINT = "onpost: "
"""How the one sentence to a person begins."""

LONGEST = 65_536
"""A line that grows beyond so many bytes is cut there."""


class Sayings:
    """The lines of one child over all of its lives."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self._rest = b""
        self._complaint = ""

    def feed(self, content: bytes) -> list[str]:
        """The lines in ``content`` that are to be shown; an unfinished last one waits for its end."""
        *lines, self._rest = (self._rest + content).split(b"\n")
        if len(self._rest) > LONGEST:
            lines, self._rest = [*lines, self._rest], b""
        return [text for line in lines if self._is_news(text := line.decode(errors="replace"))]

    def end(self) -> list[str]:
        """What is left once the child has ended."""
        return self.feed(b"\n") if self._rest else []

    def _is_news(self, line: str) -> bool:
        if not line.startswith(COMPLAINT):
            return True
        new = line != self._complaint
        self._complaint = line
        return new
