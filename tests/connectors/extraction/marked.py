"""Pages in plain text with marks: what is title, what is body, what is to be cut."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Marked:
    """A page as it is copied, and what is in it."""

    text: str
    title: str
    body: list[str]


def marked(written: str) -> Marked:
    """The page of lines marked ``=`` (title), ``+`` (body) and ``-`` (to be cut); others are blank."""
    lines = [line.strip() for line in written.strip().splitlines()]
    chosen = {mark: [line[2:] for line in lines if line.startswith(mark)] for mark in "=+-"}
    assert all(line[:1] in ("", "=", "+", "-") for line in lines), "a line without a mark"
    return Marked("\n".join(line[2:] for line in lines), " ".join(chosen["="]), chosen["+"])
