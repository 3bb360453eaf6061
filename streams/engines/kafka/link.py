"""The engine's link to the brokers: an operation is tried until it works, and the readiness says what is in the way."""

from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

from aiokafka import errors

from streams.backoff import Backoff
from streams.clock import Clock
from streams.errors import MarsadError, SetupError
from streams.readiness import Readiness

PART: Final = "kafka"
"""What the readiness calls the brokers."""

_FOR_A_PERSON: Final = (
    errors.AuthenticationFailedError,
    errors.AuthenticationMethodNotSupported,
    errors.ClusterAuthorizationFailedError,
    errors.GroupAuthorizationFailedError,
    errors.IncompatibleBrokerVersion,
    errors.KafkaConfigurationError,
    errors.MessageSizeTooLargeError,
    errors.SaslAuthenticationFailed,
    errors.TopicAuthorizationFailedError,
    errors.UnsupportedSaslMechanismError,
    errors.UnsupportedVersionError,
)

Answer = TypeVar("Answer")


def mend_by_hand(error: BaseException) -> SetupError | None:
    """The SetupError for a fault that no waiting ends: rights, passwords, versions, limits. None for all others."""
    if isinstance(error, SetupError):
        return error
    if isinstance(error, _FOR_A_PERSON):
        return SetupError(f"Kafka refuses Marsad ({sentence(error)}): mend its rights or settings and start again")
    return None


def sentence(error: BaseException) -> str:
    """The error in one line without its full stop."""
    text = " ".join(str(error).split()).rstrip(".")
    return text[:300] or type(error).__name__


class Link:
    """What the parts of the engine share: where the brokers are, and the patience to wait for them.

    However many operations fail at the same time, the fault is told once and its end is told once.
    """

    def __init__(self, bootstrap: str, clock: Clock, readiness: Readiness) -> None:
        self.bootstrap = bootstrap
        self.clock = clock
        self._readiness = readiness
        self._down = True
        readiness.starting(PART)

    @property
    def down(self) -> bool:
        """Whether the last thing that was tried failed, or nothing worked yet."""
        return self._down

    def failed(self, error: BaseException) -> None:
        """Tell that the brokers do not answer, or not as they should."""
        self._down = True
        if isinstance(error, errors.BrokerResponseError):
            what = f"Kafka at {self.bootstrap} answers with an error ({sentence(error)}): trying until it works."
        elif isinstance(error, (errors.KafkaConnectionError, errors.NodeNotReadyError)):
            # Their texts say the same once more, with the inner form of the address.
            what = f"Kafka does not answer at {self.bootstrap}: waiting until it does."
        else:
            what = f"Kafka does not answer at {self.bootstrap} ({sentence(error)}): waiting until it does."
        self._readiness.failed(PART, what)

    def works(self) -> None:
        """Tell that they answer."""
        if self._down:
            self._down = False
            self._readiness.ready(PART)

    async def patiently(self, operation: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer of ``operation``, tried again with back-off while the brokers are gone.

        Raises SetupError for what only a person can mend, and whatever else is no failure of the brokers.
        """
        backoff = Backoff(most=5.0)
        while True:
            try:
                answer = await operation()
            except MarsadError:
                raise
            except (errors.KafkaError, errors.ConsumerStoppedError, OSError, TimeoutError) as error:
                refusal = mend_by_hand(error)
                if refusal is not None:
                    raise refusal from error
                self.failed(error)
                await self.clock.sleep(backoff.next())
            else:
                self.works()
                return answer
