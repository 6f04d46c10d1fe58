"""The circuit breaker: when it leaves an engine alone, when it lets somebody try, and what callers wait at most."""

import socket
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from search.engines.breaker import Breaker
from search.engines.elastic import ElasticEngine
from search.types import Answer, EngineUnavailableError, Health
from tests.factories.search import document, question


@dataclass
class Moody:
    """An engine that answers or not, as told, and counts how often it was asked."""

    name = "moody"
    answers: bool = True
    asked: int = 0
    wait: threading.Event = field(default_factory=threading.Event)
    waits: bool = False

    def ask(self, _question) -> Answer:
        self.asked += 1
        if self.waits:
            self.wait.wait(5)
        if not self.answers:
            raise EngineUnavailableError("moody")
        return Answer(total=self.asked)

    def digests(self):
        yield from [("practice:1", "0"), ("practice:2", "1")][: self.ask(None).total]

    def begin(self):
        raise EngineUnavailableError("another rebuild is at work")

    def health(self) -> Health:
        return Health(self.asked, True)


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def engine() -> Moody:
    return Moody()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(engine, clock) -> Breaker:
    return Breaker(engine, failures=3, rest=10, clock=clock)


def fail(breaker: Breaker, times: int) -> None:
    for _ in range(times):
        with pytest.raises(EngineUnavailableError):
            breaker.ask(question("lectura"))


def test_an_engine_that_fails_in_a_row_is_left_alone_for_a_while(engine, breaker, clock):
    engine.answers = False
    fail(breaker, 10)
    assert (engine.asked, breaker.is_open) == (3, True)
    clock.now = 9.9
    fail(breaker, 1)
    assert engine.asked == 3


def test_a_success_in_between_begins_the_count_anew(engine, breaker):
    for answers in (False, False, True, False, False):
        engine.answers = answers
        if answers:
            breaker.ask(question())
        else:
            fail(breaker, 1)
    assert (engine.asked, breaker.is_open) == (5, False)


def test_after_the_rest_one_try_decides(engine, breaker, clock):
    engine.answers = False
    fail(breaker, 3)
    clock.now = 10
    fail(breaker, 2)
    assert engine.asked == 4
    clock.now = 20
    engine.answers = True
    assert breaker.ask(question()).total == 5
    assert breaker.ask(question()).total == 6
    assert not breaker.is_open


def test_while_one_tries_the_others_are_refused_at_once(engine, breaker, clock):
    engine.answers = False
    fail(breaker, 3)
    clock.now, engine.answers, engine.waits = 10, True, True
    trial = threading.Thread(target=breaker.ask, args=(question(),))
    trial.start()
    while engine.asked < 4:
        time.sleep(0.001)
    fail(breaker, 5)
    engine.wait.set()
    trial.join()
    assert (breaker.ask(question()).total, engine.asked) == (5, 5)


def test_another_error_of_a_try_is_no_verdict(engine, breaker, clock):
    engine.answers = False
    fail(breaker, 3)
    clock.now = 10
    with pytest.raises(AttributeError):
        breaker.write([document("practice:1")])  # a moody engine has none
    engine.answers = True
    assert breaker.ask(question()).total == 4


def test_a_list_that_breaks_off_counts_too(engine, breaker):
    assert list(breaker.digests()) == [("practice:1", "0")]
    engine.answers = False
    for _ in range(3):
        with pytest.raises(EngineUnavailableError):
            list(breaker.digests())
    assert breaker.is_open


def test_health_is_always_asked_and_a_second_rebuild_is_no_failure(engine, breaker):
    for _ in range(5):
        with pytest.raises(EngineUnavailableError):
            breaker.begin()
    assert not breaker.is_open
    engine.answers = False
    fail(breaker, 3)
    assert breaker.health() == Health(3, True)


@pytest.fixture
def silent_servers():
    """Yield the addresses of three servers that accept and never answer."""
    with ExitStack() as stack:
        servers = [stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64)) for _ in range(3)]
        yield [f"http://127.0.0.1:{server.getsockname()[1]}" for server in servers]


@pytest.fixture
def closed_port() -> str:
    """Return an address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}"


def seconds(ask, *args) -> float:
    """Return how long it takes to hear that the engine does not answer."""
    start = time.monotonic()
    with pytest.raises(EngineUnavailableError):
        ask(*args)
    return time.monotonic() - start


@pytest.mark.parametrize("servers", [1, 3])
def test_a_slow_server_costs_less_than_a_second_and_then_nothing(silent_servers, servers):
    breaker = Breaker(ElasticEngine(silent_servers[:servers], "alliance-test"), failures=2)
    slow = [seconds(breaker.ask, question("lectura")) for _ in range(2)]
    assert max(slow) < 1
    assert seconds(breaker.ask, question("lectura")) < 0.05
    assert seconds(breaker.similar, "practice:1", question()) < 0.05


def test_one_slow_server_among_several_is_asked_no_longer_than_the_patience(silent_servers, closed_port):
    engine = ElasticEngine([silent_servers[0], closed_port, silent_servers[1]], "alliance-test")
    for _ in range(3):
        assert seconds(engine.ask, question("lectura")) < 1


def test_a_server_that_is_gone_is_told_at_once(closed_port):
    breaker = Breaker(ElasticEngine([closed_port], "alliance-test"), failures=2)
    gone = [seconds(breaker.ask, question("lectura")), seconds(breaker.near_words, "lectura")]
    assert max(gone) < 1
    assert seconds(breaker.write, [document("practice:1")]) < 0.05
    assert seconds(breaker.health) < 1
    assert seconds(ElasticEngine([closed_port], "alliance-test").write, [document("practice:1")]) < 1
