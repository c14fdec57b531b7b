"""Run by the system's own Python, which has UNO: opens Word files in a running LibreOffice, accepts or rejects all
tracked changes as its menu does, and gives what is left.

Arguments: the name of the office's pipe, and a JSON file: a list of jobs with "source", "act" ("accept" or "reject")
and "targets", paths that end in .txt or .docx.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

ACTS = {"accept": ".uno:AcceptAllTrackedChanges", "reject": ".uno:RejectAllTrackedChanges"}
FILTERS = {
    ".txt": {"FilterName": "Text (encoded)", "FilterOptions": "UTF8,LF,,,"},
    ".docx": {"FilterName": "MS Word 2007 XML"},
}


def properties(**values):
    """The values as UNO takes them."""
    return tuple(PropertyValue(Name=name, Value=value) for name, value in values.items())


def connected(pipe, patience=90):
    """The office behind ``pipe``, which may still be starting."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(patience * 5):
        try:
            return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
        except NoConnectException:
            time.sleep(0.2)
    sys.exit("the office does not answer")


def main(pipe, jobs):
    """Do all jobs."""
    office = connected(pipe)
    desktop = office.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", office)
    dispatcher = office.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", office)
    for job in json.loads(Path(jobs).read_text("utf-8")):
        opened = properties(Hidden=True, FilterName=FILTERS[".docx"]["FilterName"])
        document = desktop.loadComponentFromURL(Path(job["source"]).as_uri(), "_blank", 0, opened)
        if document is None:
            sys.exit(f"{job['source']} does not open")
        dispatcher.executeDispatch(document.CurrentController.Frame, ACTS[job["act"]], "", 0, ())
        if left := len(list(redlines(document))):
            sys.exit(f"{job['source']}: {left} changes left after {job['act']}")
        for target in job["targets"]:
            document.storeToURL(Path(target).as_uri(), properties(**FILTERS[Path(target).suffix]))
        document.close(True)


def redlines(document):
    """The tracked changes of a document."""
    enumeration = document.Redlines.createEnumeration()
    while enumeration.hasMoreElements():
        yield enumeration.nextElement()


main(*sys.argv[1:])
