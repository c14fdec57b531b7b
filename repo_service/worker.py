"""The indexer and housekeeper: a process of its own, the only writer of its index folder.

It looks at the log ten times a second, writes what changed into the index, and in quiet moments reads scans with
tesseract and sweeps what nobody kept. Mail, the news of kept searches, reminders and the index of all versions have a
thread each, so that they wait for none of that, nor it for them. Killed at any instant the worker starts again where
each index says it was.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date

from repo_service import clock
from repo_service.errors import RepoServiceError, Unavailable
from repo_service.mail import sender
from repo_service.search import HISTORY, Indexer, Writer, history_folder
from repo_service.services import indexing, mailing, scans, sweeping
from repo_service.services.accounts import links
from repo_service.services.register import keeping, reminders, tying
from repo_service.services.repository import Repository
from repo_service.services.searching import alerts
from repo_service.services.versions.signing import Signer
from repo_service.settings import Settings
from repo_service.store.work import Store

PAUSE = 0.1  # seconds between two looks at the log
HISTORY_PAUSE = 0.5  # the same for the index of all versions: what was just filed is found first, then remembered
MAIL_EVERY = 0.5
ALERT_EVERY = 20.0
REMIND_EVERY = 300.0
BREATH = 0.02  # seconds between two people who are told of news: others may write meanwhile
SIGN_EVERY = 1.0
LOOK_EVERY = 2.0
SWEEP_EVERY = 3600.0
SCAN_EVERY = 5.0
AFTER_FAILURE = 60.0
_logger = logging.getLogger(__name__)


def work(settings: Settings, stop: threading.Event, once: bool = False) -> None:
    """Index and send mail until ``stop`` is set (or until nothing is left, with ``once``).

    ``Unavailable`` if another indexer runs.
    """
    repository = Repository(settings)
    tasks = (_mailing, _alerting, _reminding, _housekeeping, _signing, _looking)
    chores = [threading.Thread(target=task, args=(repository, stop), daemon=True) for task in tasks]
    try:
        with Indexer(settings.indexes) as indexer:
            if once:
                _write_links(repository)
                _send_mail(repository)
                indexing.ready(repository.store, indexer)
                indexing.drain(repository.store, indexer)
                _send_news(repository)
                _send_reminders(repository)
                _history_once(repository)
                Signer(repository.store).turn()
                keeping.Looker(repository.store, settings.timezone).turn()
                return
            for chore in chores:  # before the index is ready, which may take minutes
                chore.start()
            indexing.ready(repository.store, indexer)
            chores.append(threading.Thread(target=_keeping_history, args=(repository, stop), daemon=True))
            chores[-1].start()
            while not stop.wait(PAUSE):
                _turn(repository.store, indexer)
    finally:
        stop.set()
        for chore in chores:
            if chore.is_alive():
                chore.join(timeout=5)
        repository.close()


def _turn(store: Store, indexer: Writer) -> None:
    """One look at the log. An index that is damaged or not wanted is built anew; a database away is waited for."""
    try:
        if indexer.suspect:
            _logger.warning("the index is damaged, or a new one is asked for: building it anew")
            indexing.rebuild(store, indexer)
        indexing.drain(store, indexer)
        indexer.tidy()
    except Unavailable:
        _logger.warning("database or index away for a moment")
        time.sleep(1)
        with suppress(RepoServiceError):
            indexing.ready(store, indexer)


def _history_once(repository: Repository) -> None:
    with Indexer(history_folder(repository.settings.indexes), HISTORY) as indexer:
        indexing.ready(repository.store, indexer)
        indexing.drain(repository.store, indexer)


def _keeping_history(repository: Repository, stop: threading.Event) -> None:
    """Keep the index of all versions as the current one is kept. Whatever befalls it is told and tried again."""
    while not stop.is_set():
        _done(lambda: _history_turns(repository, stop))
        stop.wait(SCAN_EVERY)


def _history_turns(repository: Repository, stop: threading.Event) -> None:
    with Indexer(history_folder(repository.settings.indexes), HISTORY) as indexer:
        indexing.ready(repository.store, indexer)
        while not stop.wait(HISTORY_PAUSE):
            _turn(repository.store, indexer)


def _mailing(repository: Repository, stop: threading.Event) -> None:
    """Twice a second, write the links that were asked for and send what is due; the one does not stop the other."""
    pause = MAIL_EVERY
    while not stop.wait(pause):
        written = _done(lambda: _write_links(repository))
        pause = MAIL_EVERY if _done(lambda: _send_mail(repository)) and written else SCAN_EVERY


def _write_links(repository: Repository) -> None:
    links.serve_requests(repository.store, repository.door, repository.settings.site_name)


def _send_mail(repository: Repository) -> None:
    mailing.send_due(repository.store, sender(repository.settings))


def _alerting(repository: Repository, stop: threading.Event) -> None:
    """Look every now and then whether people are to be told what is new in their searches, and tell them."""
    while not stop.wait(ALERT_EVERY):
        _done(lambda: _send_news(repository, lambda: stop.wait(BREATH)))


def _send_news(repository: Repository, stopped: Callable[[], bool] = bool) -> None:
    alerts.send_due(repository, sender(repository.settings), stopped)


def _reminding(repository: Repository, stop: threading.Event) -> None:
    """Look every now and then whether people are to be reminded of what they are to do, and remind them."""
    while not stop.wait(REMIND_EVERY):
        _done(lambda: _send_reminders(repository, lambda: stop.wait(BREATH)))


def _send_reminders(repository: Repository, stopped: Callable[[], bool] = bool) -> None:
    reminders.send_due(repository, sender(repository.settings), stopped)


def _signing(repository: Repository, stop: threading.Event) -> None:
    """Once a second, sign the texts that were filed: what is dropped later is compared with them."""
    signer = Signer(repository.store)
    while not stop.wait(SIGN_EVERY):
        _done(signer.turn)


def _looking(repository: Repository, stop: threading.Event) -> None:
    """Every other second, look through the minutes that nobody has looked through: their decisions are proposed."""
    looker = keeping.Looker(repository.store, repository.settings.timezone)
    pause = LOOK_EVERY
    while not stop.wait(pause):
        pause = LOOK_EVERY if _done(lambda: looker.turn(lambda: stop.wait(BREATH))) else AFTER_FAILURE


def _housekeeping(repository: Repository, stop: threading.Event) -> None:
    """Sweep once an hour; read one waiting scan at a time where tesseract is installed; each day, settle what begins or
    ends to hold.
    """
    next_sweep, settled = 0.0, date.min
    pause = SCAN_EVERY
    while not stop.wait(pause):
        pause = SCAN_EVERY
        if repository.settings.ocr and not _done(lambda: _read_scans(repository, stop)):
            pause = AFTER_FAILURE
        today = clock.today(repository.settings.timezone)
        if today != settled and _done(lambda: _settle(repository)):
            settled = today
        if time.monotonic() >= next_sweep:
            next_sweep = time.monotonic() + SWEEP_EVERY
            _done(lambda: sweeping.sweep(repository.store))


def _settle(repository: Repository) -> None:
    """What begins or ends to hold by the calendar alone is told on its day."""
    with repository.store.writing() as uow:
        tying.settle(uow, None, repository.settings.timezone)


def _read_scans(repository: Repository, stop: threading.Event) -> None:
    while not stop.is_set() and scans.read_next(repository):
        pass


def _done(chore: Callable[[], object]) -> bool:
    """Whether a chore came to its end. Whatever it raises is told and passed over: nobody restarts this thread."""
    try:
        chore()
    except RepoServiceError as error:
        _logger.warning("housekeeping put off: %s", error)
    except Exception:  # the boundary of the thread: a chore that fails must not end the others for good
        _logger.exception("housekeeping failed")
    else:
        return True
    return False
