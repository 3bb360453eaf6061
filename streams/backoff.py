"""How long to wait before the next try: exponential with full jitter.

Method: Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015 ("full jitter").
"""

from dataclasses import dataclass, field
from random import Random


@dataclass
class Backoff:
    """Waiting times for one series of tries. ``first`` and ``most`` are seconds.

    ``next()`` gives a wait between half and the whole of the present bound, so that it never returns at once;
    the bound doubles up to ``most``. ``reset()`` begins anew after a success.
    """

    first: float = 0.2
    most: float = 30.0
    random: Random = field(default_factory=Random)
    tries: int = 0

    def next(self) -> float:
        """The seconds to wait now."""
        bound = min(self.most, self.first * 2.0 ** min(self.tries, 30))
        self.tries += 1
        return bound * self.random.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Begin again at ``first``."""
        self.tries = 0
